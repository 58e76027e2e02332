"""Tokens, files and the demonstration's clock in the OpenAPI document."""

from services.api.openapi_words import Schema, as_json, in_path, problems, query, reading

BINARY: Schema = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}


def tokens() -> tuple[str, Schema]:
    return "/api/v1/tokens", posting("tokens", "Credentials", "201", as_json("Token"))


def demo_clock() -> tuple[str, Schema]:
    answer: Schema = {"application/json": {}}
    return "/api/v1/demo/clock", posting("demoClock", "MoveClock", "200", answer)


def posting(id: str, body: str, status: str, content: Schema) -> Schema:
    return {
        "post": {
            "operationId": id,
            "requestBody": {"required": True, "content": as_json(body)},
            "responses": {
                status: {"description": "ok", "content": content},
                **problems("401", "404", "413", "422"),
            },
        }
    }


def put_file() -> tuple[str, Schema]:
    operation = {
        "operationId": "putFile",
        "parameters": query(**{"for": {"enum": ["", "objection"]}}),
        "requestBody": {"required": True, "content": BINARY},
        "responses": {
            "201": {"description": "stored", "content": as_json("FileRef")},
            **problems("401", "413", "415", "422"),
        },
    }
    return "/api/v1/files", {"post": operation}


def get_file() -> tuple[str, Schema]:
    parameters = in_path(hash={"type": "string"}) + query(application={"type": "string"})
    return "/api/v1/files/{hash}", reading("getFile", BINARY, parameters, ("401", "404", "503"))
