"""JSON logs: one object a line, on standard error, with the request's id."""

import logging
import sys

import msgspec
import structlog
import structlog.tracebacks


def log_as_json(level: int = logging.INFO) -> None:
    """Configures JSON logs for this process. Tracebacks omit variables: they hold personal data."""
    tracebacks = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(tracebacks),
            structlog.processors.JSONRenderer(serializer=json_line),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def json_line(value: object, **_: object) -> str:
    return msgspec.json.encode(value, enc_hook=str).decode()
