"""What the pieces of the OpenAPI document are made of: schemas, parameters, contents, answers."""

from typing import Any

from adapters.read_model.tables import Table
from services.api.lists import ParkedRow

REF = "#/components/schemas/{name}"
Schema = dict[str, Any]
ID = {"type": "string", "pattern": "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"}
EMPTY: Schema = {"maxLength": 0}  # as from a form that was left blank: the same as absent
DAY: Schema = {"type": "string", "anyOf": [{"format": "date"}, EMPTY]}
MOMENT: Schema = {"type": "string", "anyOf": [{"format": "date-time"}, EMPTY]}
NAMES: Schema = {"type": "array", "items": {"type": "string"}}
COUNT: Schema = {"type": "integer", "minimum": 0, "maximum": 2**62}
WITH_OR_WITHOUT_TOKEN: list[Schema] = [{}, {"bearer": []}]
OBJECTION_KEY = {
    "name": "Objection-Key",
    "in": "header",
    "description": "异议人的密钥 the objector's secret, 256 random bits; an objection that"
    " comes without is answered with one, told once as objection_key",
    "schema": {"type": "string", "pattern": "^[!-~]{1,128}$"},
}


def limit(most: int) -> Schema:
    return {"type": "integer", "minimum": 1, "maximum": most}


def query(**schemas: Schema) -> list[Schema]:
    return [{"name": name, "in": "query", "schema": schema} for name, schema in schemas.items()]


def in_path(**schemas: Schema) -> list[Schema]:
    return [
        {"name": name, "in": "path", "required": True, "schema": schema}
        for name, schema in schemas.items()
    ]


def as_json(name: str) -> Schema:
    return {"application/json": {"schema": {"$ref": REF.format(name=name)}}}


def problems(*statuses: str) -> Schema:
    content = {"application/problem+json": {"schema": {"$ref": REF.format(name="Problem")}}}
    return {status: {"description": "problem", "content": content} for status in statuses}


def listing(*names: str) -> Schema:
    kinds = [{"$ref": REF.format(name=name)} for name in names]
    items = {"type": "array", "items": {"anyOf": kinds} if len(kinds) > 1 else kinds[0]}
    properties = {"items": items, "next": {"type": ["string", "null"]}}
    return {
        "application/json": {
            "schema": {"type": "object", "properties": properties, "required": ["items"]}
        }
    }


def rows(table: Table[Any, Any]) -> Schema:
    return listing(table.row.__name__, ParkedRow.__name__)


def reading(
    id: str, content: Schema, parameters: list[Schema], statuses: tuple[str, ...]
) -> Schema:
    return {
        "get": {
            "operationId": id,
            "parameters": parameters + query(min_position=COUNT),
            "responses": {
                "200": {"description": "ok", "content": content},
                **problems(*dict.fromkeys((*statuses, "422"))),
            },
        }
    }
