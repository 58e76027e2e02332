"""Words for leads."""

from domain.refusal import Text
from domain.words.glossary import Glossary

WORDS = Glossary(
    commands={
        "RegisterLead": Text("线索登记", "Register a lead"),
    },
    events={
        "lead-registered": Text("线索已登记", "lead registered"),
    },
)
