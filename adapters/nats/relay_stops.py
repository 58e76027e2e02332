"""Words for what stops the relay: stream and store tell different histories, and the ways out."""

from adapters.nats.stream import STREAM


def older_store(told: int, end: int) -> str:
    """Why a stream beyond the store stops the relay, and the two ways out."""
    return (
        f"NATS 流已到 {told}，案卷库止于 {end}：恢复了较旧的案卷库。请放回较新的案卷库；"
        "确已遗失的，停止服务后执行 anjuan restore --accept --reason 原因"
        f" / the stream {STREAM} is at position {told}, the store ends at {end}: an older store was"
        " restored. Put the newer one back; where that is lost, stop the service and say"
        " anjuan restore --accept --reason WHY"
    )


def another_way(position: int) -> str:
    """Why a stream with another history stops the relay, and the two ways out."""
    return (
        f"NATS 流在 {position} 处的事件与案卷库不同：恢复的案卷库走了另一条路。请放回原来的案卷库；"
        "确已遗失的，停止服务后执行 anjuan restore --accept --reason 原因"
        f" / the stream {STREAM} has another event at position {position} than the store: an older"
        " store was restored and went another way. Put the store that belongs to it back; where"
        " that is lost, stop the service and say anjuan restore --accept --reason WHY"
    )
