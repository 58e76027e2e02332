"""Everything that may be asked of a pool of experts, and everything that may happen to it."""

from domain.expert_pool.keeping import (
    AddExpert,
    ExpertAdded,
    ExpertPoolOpened,
    ExpertRemoved,
    OpenExpertPool,
    RemoveExpert,
)
from domain.expert_pool.relating import DeclareRelation, RecordRelation, RelationRecorded

ExpertPoolCommand = OpenExpertPool | AddExpert | RemoveExpert | RecordRelation | DeclareRelation
ExpertPoolEvent = ExpertPoolOpened | ExpertAdded | ExpertRemoved | RelationRecorded
