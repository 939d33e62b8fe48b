"""What holds for all tests."""

import signal

# a suite that is started in the background ignores interrupts, and so would every program that a test interrupts
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
