"""Files and folders: what is dropped is gone, and what is not ours stays."""

from pathlib import Path

from sim.ensemble.disk import drop_folder


def test_a_folder_of_many_files_is_dropped_whole(tmp_path: Path) -> None:
    folder = tmp_path / "parts"
    (folder / "inner").mkdir(parents=True)
    for number in range(300):
        (folder / f"{number}.json").write_text("{}")
    (folder / "inner" / "deep.json").write_text("{}")
    drop_folder(folder)
    assert not folder.exists()
    drop_folder(folder)  # nothing is there any more: nothing to do


def test_what_a_link_points_at_is_not_dropped(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "parts"
    outside.mkdir()
    (outside / "kept.json").write_text("{}")
    folder.mkdir()
    (folder / "link").symlink_to(outside)
    drop_folder(folder)
    assert not folder.exists()
    assert (outside / "kept.json").exists()
