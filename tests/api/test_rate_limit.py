"""Buckets of tokens: so many at once, then so many a minute, for each address by itself."""

from hypothesis import given
from hypothesis import strategies as st

from services.api.rate_limit import MOST_ADDRESSES, Buckets, neighbourhood


class Time:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_full_bucket_empties_and_fills_again_evenly() -> None:
    time = Time()
    buckets = Buckets(6, time)
    assert [buckets.take("a") for _ in range(6)] == [0.0] * 6
    assert buckets.take("a") == 10.0
    assert buckets.take("b") == 0.0
    time.now = 9.0
    assert 0.9 < buckets.take("a") <= 1.0
    time.now = 10.0
    assert (buckets.take("a"), buckets.take("a")) == (0.0, 10.0)


@given(st.lists(st.floats(0, 30), max_size=60), st.integers(1, 20))
def test_no_minute_holds_more_than_a_full_bucket_and_what_fills_meanwhile(
    pauses: list[float], per_minute: int
) -> None:
    time = Time()
    buckets, taken = Buckets(per_minute, time), list[float]()
    for pause in pauses:
        time.now += pause
        if not buckets.take("a"):
            taken.append(time.now)
    for moment in taken:
        assert len([one for one in taken if moment <= one < moment + 60]) <= 2 * per_minute


def test_addresses_without_number_take_no_memory_without_end() -> None:
    buckets = Buckets(1, Time())
    for number in range(MOST_ADDRESSES + 5):
        buckets.take(str(number))
    assert len(buckets._left) == MOST_ADDRESSES


def test_a_subscriber_of_ipv6_has_one_bucket() -> None:
    assert neighbourhood("2001:db8::1") == neighbourhood("2001:db8:0:0:ffff::2")
    assert neighbourhood("2001:db8::1") != neighbourhood("2001:db8:0:1::1")
    assert (neighbourhood("192.0.2.1"), neighbourhood("here")) == ("192.0.2.1", "here")
