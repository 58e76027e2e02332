"""Keeps the durable consumers of each bureau on the subjects that the policy of sight gives it: the
one that its programs fetch by, and the one that its own server mirrors by."""

from collections.abc import Mapping, Sequence
from datetime import date

from nats.js.api import AckPolicy, ConsumerConfig, ConsumerInfo, DeliverPolicy
from nats.js.errors import NotFoundError

from adapters.credentials.bureaus import EnrolledBureau
from adapters.event_store.cases import CaseStore
from adapters.nats.accounts import consumer_of, leaf_consumer_of, leaf_subject_of
from adapters.nats.connection import Link
from adapters.nats.consumer import all_consumers
from adapters.nats.stream import STREAM
from domain.case import Case
from services.access.hearing import subjects

NO_SUBJECT = "cases.-"  # no event's subject is so short; a consumer without filters has everything
UNACKNOWLEDGED_AT_MOST = 500
ACKNOWLEDGED_WITHIN = 60.0  # seconds, then a message is delivered again
MADE_WITHIN = 60.0  # seconds: a server compares a province's filters with each other
MIRROR_HEARTBEAT = 5.0  # seconds, after which a mirror notices that the line is cut
OURS = (consumer_of(""), leaf_consumer_of(""))


def regimes_in(cases: CaseStore) -> dict[str, Case]:
    """Regulation files by the regime's code."""
    prefix = "regulations/"
    held = {name: cases.current(name)[0] for name in cases.log.streams(prefix)}
    return {name.removeprefix(prefix): file for name, file in held.items() if file}


def subjects_heard(bureau: EnrolledBureau, regimes: Mapping[str, Case], day: date) -> list[str]:
    """The subjects of a bureau on a day, by the places of each regime then."""
    return sorted(subjects(bureau.actor, regimes, day))


def wanted(name: str, filters: Sequence[str]) -> ConsumerConfig:
    return ConsumerConfig(
        name=name,
        durable_name=name,
        filter_subjects=list(filters) or [NO_SUBJECT],
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=ACKNOWLEDGED_WITHIN,
        max_ack_pending=UNACKNOWLEDGED_AT_MOST,
    )


def wanted_by_leaf(name: str, filters: Sequence[str]) -> ConsumerConfig:
    """The consumer by which a bureau's own server mirrors: it sends on while that says how far it
    is, and costs a number while there is none."""
    consumer = leaf_consumer_of(name)
    return ConsumerConfig(
        name=consumer,
        durable_name=consumer,
        deliver_subject=leaf_subject_of(name),
        filter_subjects=list(filters) or [NO_SUBJECT],
        deliver_policy=DeliverPolicy.ALL,
        ack_policy=AckPolicy.FLOW_CONTROL,
        flow_control=True,
        idle_heartbeat=MIRROR_HEARTBEAT,
        max_ack_pending=UNACKNOWLEDGED_AT_MOST,
    )


def consumers_due(filters: Mapping[str, Sequence[str]]) -> dict[str, ConsumerConfig]:
    """The consumers of these bureaus, by the consumer's name."""
    due: dict[str, ConsumerConfig] = {}
    for name, own in filters.items():
        due[consumer_of(name)] = wanted(consumer_of(name), own)
        due[leaf_consumer_of(name)] = wanted_by_leaf(name, own)
    return due


async def renew_consumers(link: Link, filters: Mapping[str, Sequence[str]]) -> None:
    """Makes, changes and deletes consumers of bureaus, as the administration, until each of these
    names has two with just these filters. A place in the stream that was reached is kept."""
    due = consumers_due(filters)
    there = {one.name: one for one in await all_consumers(link) if one.name.startswith(OURS)}
    for consumer in there.keys() - due.keys():
        await link.jetstream.delete_consumer(STREAM, consumer)
    for consumer, config in due.items():
        if not is_as_wanted(there.get(consumer), config):
            await link.jetstream.add_consumer(STREAM, config, timeout=MADE_WITHIN)


def is_as_wanted(consumer: ConsumerInfo | None, config: ConsumerConfig) -> bool:
    """Whether the consumer is there, hears just that, and sends nothing elsewhere."""
    if consumer is None or (consumer.config.deliver_subject or None) != config.deliver_subject:
        return False
    return filters_in(consumer.config) == filters_in(config)


def filters_in(config: ConsumerConfig) -> list[str]:
    return sorted(
        config.filter_subjects or ([config.filter_subject] if config.filter_subject else [])
    )


async def bureau_consumers(link: Link) -> dict[str, ConsumerInfo]:
    """The consumers of bureaus that the server has, by their names; none without a stream."""
    try:
        found = await all_consumers(link)
    except NotFoundError:
        return {}
    return {one.name: one for one in found if one.name.startswith(OURS)}
