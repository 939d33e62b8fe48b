"""What an ensemble says: shares, quantiles and intervals, and the sentences made of them."""
