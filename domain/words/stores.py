"""Words for the case store's own file."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "RecordKeys": Text("登记密钥标记", "Record the mark of the keys"),
        "RecordRestoration": Text("登记案卷库恢复", "Record that the store was restored"),
        "AcceptLoss": Text("确认丢失", "Accept a loss"),
    },
    events={
        "keys-recorded": Text("密钥标记已登记", "mark of the keys recorded"),
        "store-restored": Text("案卷库已恢复", "store restored"),
        "loss-accepted": Text("丢失已确认", "loss accepted"),
    },
    fields={
        "mark": Text("密钥标记", "mark of the keys"),
        "kept_to": Text("保留到的序号", "last position kept"),
        "goes_on_from": Text("续号起点", "first position afterwards"),
        "given_up": Text("确认丢失的部分", "part given up"),
        "keys": Text("所属密钥的标记", "mark of the keys that belong to it"),
        "restorations": Text("历次恢复", "restorations"),
        "lost": Text("已确认的丢失", "losses accepted"),
    },
)
