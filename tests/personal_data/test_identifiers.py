import time

from personal_data.identifiers import time_ordered, unordered


class TestTimeOrdered:
    def test_makes_version_7_uuids(self) -> None:
        made = time_ordered()
        assert (made.version, made.variant) == (7, "specified in RFC 4122")

    def test_sorts_by_the_time_of_making(self) -> None:
        made = []
        for _ in range(5):
            made.append(time_ordered())
            time.sleep(0.002)
        assert made == sorted(made)

    def test_never_repeats(self) -> None:
        assert len({time_ordered() for _ in range(10_000)}) == 10_000


class TestUnordered:
    def test_makes_version_4_uuids(self) -> None:
        made = unordered()
        assert (made.version, made.variant) == (4, "specified in RFC 4122")

    def test_tells_nothing_but_chance(self) -> None:
        made = {unordered() for _ in range(2_000)}
        assert len(made) == 2_000
        first_bytes = {each.bytes[0] for each in made}
        assert len(first_bytes) > 200
