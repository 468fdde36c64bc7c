"""Payloads as AWS documents them for each event source: https://docs.aws.amazon.com/lambda/latest/dg/lambda-services.html"""
from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from harness.runtime_api import ACCOUNT, REGION

Body = bytes
BROKERS = "b-1.voxguard.example:9098,b-2.voxguard.example:9098"
_TIME_MS = 1767225600000


def base64_text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _record_id(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012d}"


def sqs(bodies: list[Body], fifo: bool = False) -> dict:
    queue = f"arn:aws:sqs:{REGION}:{ACCOUNT}:events" + (".fifo" if fifo else "")
    order = {"SequenceNumber": "18849496460467696128", "MessageGroupId": "one", "MessageDeduplicationId": "one"} if fifo else {}
    return {"Records": [{
        "messageId": _record_id(number), "receiptHandle": "AQEB" + uuid.uuid4().hex, "body": body.decode(),
        "attributes": {"ApproximateReceiveCount": "1", "SentTimestamp": str(_TIME_MS), "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                       "ApproximateFirstReceiveTimestamp": str(_TIME_MS + 1), **order},
        "messageAttributes": {}, "md5OfBody": "e4e68fb7bd0e697a0ae8f1bb342846b3", "eventSource": "aws:sqs", "eventSourceARN": queue, "awsRegion": REGION}
        for number, body in enumerate(bodies)]}


def _sequence_number(number: int) -> str:
    return f"4959033827149025660855969254083627{number:022d}"


def kinesis(bodies: list[Body]) -> dict:
    return {"Records": [{
        "kinesis": {"kinesisSchemaVersion": "1.0", "partitionKey": "one", "sequenceNumber": _sequence_number(number), "data": base64_text(body),
                    "approximateArrivalTimestamp": _TIME_MS / 1000 + 0.087},
        "eventSource": "aws:kinesis", "eventVersion": "1.0", "eventID": f"shardId-000000000006:{_sequence_number(number)}", "eventName": "aws:kinesis:record",
        "invokeIdentityArn": f"arn:aws:iam::{ACCOUNT}:role/lambda-role", "awsRegion": REGION,
        "eventSourceARN": f"arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/events"} for number, body in enumerate(bodies)]}


def _kafka_record(partition: int, number: int, value: bytes, headers: list[dict]) -> dict:
    return {"topic": "events", "partition": partition, "offset": 15 + number, "timestamp": _TIME_MS, "timestampType": "CREATE_TIME",
            "key": base64_text(b"one"), "value": base64_text(value), "headers": headers}


def kafka(bodies: list[Body], self_managed: bool = False) -> dict:
    """Structured events over two partitions, the bodies dealt out in turn."""
    records: dict[str, list] = {"events-0": [], "events-1": []}
    for number, body in enumerate(bodies):
        partition = number % 2
        records[f"events-{partition}"].append(_kafka_record(partition, number // 2, body, []))
    return _kafka_batch(records, self_managed)


def kafka_binary(event: dict) -> dict:
    """One event in binary mode: its attributes are headers, whose values Lambda writes as lists of bytes."""
    attributes = {f"ce_{name}": value for name, value in event.items() if name not in ("data", "datacontenttype")}
    attributes["content-type"] = event.get("datacontenttype", "application/json")
    headers = [{name: list(value.encode())} for name, value in attributes.items()]
    return _kafka_batch({"events-0": [_kafka_record(0, 0, json.dumps(event["data"]).encode(), headers)]}, False)


def _kafka_batch(records: dict[str, list], self_managed: bool) -> dict:
    if self_managed:
        return {"eventSource": "SelfManagedKafka", "bootstrapServers": BROKERS, "records": records}
    return {"eventSource": "aws:kafka", "eventSourceArn": f"arn:aws:kafka:{REGION}:{ACCOUNT}:cluster/voxguard/751d2973-a626-431c-9d4e-d7975eb44dd7-2",
            "bootstrapServers": BROKERS, "records": records}


def event_bridge(detail_type: str, detail: dict, source: str = "voxguard check") -> dict:
    return {"version": "0", "id": str(uuid.uuid4()), "detail-type": detail_type, "source": source, "account": ACCOUNT, "time": "2026-01-01T00:00:00Z",
            "region": REGION, "resources": [], "detail": detail}


def schedule() -> dict:
    return event_bridge("Scheduled Event", {}, "aws.events")


def function_url(path: str, body: bytes, encoded: bool = False, method: str = "POST", **headers: str) -> dict:
    """Payload 2.0 of function URLs and HTTP APIs. Header names are in lower case there; a body that is not text is in base64."""
    host = "abcdefghijklmnop.lambda-url.eu-west-1.on.aws"
    all_headers = {"host": host, "content-type": "application/json", "content-length": str(len(body)), "x-forwarded-for": "203.0.113.7",
                   "x-forwarded-proto": "https", "x-forwarded-port": "443", "x-amzn-trace-id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700", **headers}
    return {
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": "", "headers": all_headers,
        "requestContext": {
            "accountId": ACCOUNT, "apiId": "abcdefghijklmnop", "domainName": host, "domainPrefix": "abcdefghijklmnop", "requestId": str(uuid.uuid4()),
            "routeKey": "$default", "stage": "$default", "time": "01/Jan/2026:00:00:00 +0000", "timeEpoch": _TIME_MS,
            "authorizer": {"iam": {"accessKey": "AKIA", "accountId": ACCOUNT, "callerId": "AIDA", "userArn": f"arn:aws:iam::{ACCOUNT}:user/switch", "userId": "AIDA"}},
            "http": {"method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "check"}},
        "body": base64_text(body) if encoded else body.decode(), "isBase64Encoded": encoded}


@dataclass(frozen=True)
class Transport:
    """Event source of batches, and what it expects to be told when none of a batch's items could be handled."""
    name: str
    batch: Callable[[list[Body]], dict]
    none_handled: Callable[[int], list]

    def __str__(self) -> str:
        return self.name


def _message_ids(count: int) -> list:
    return [_record_id(number) for number in range(count)]


def _first_offsets(count: int) -> list:
    return [{"partition": f"events-{partition}", "offset": 15} for partition in range(min(count, 2))]


def transports() -> Iterator[Transport]:
    yield Transport("sqs", sqs, _message_ids)
    yield Transport("sqs-fifo", lambda bodies: sqs(bodies, fifo=True), _message_ids)
    yield Transport("kinesis", kinesis, lambda count: [_sequence_number(number) for number in range(count)])
    yield Transport("msk", kafka, _first_offsets)
    yield Transport("self-managed-kafka", lambda bodies: kafka(bodies, self_managed=True), _first_offsets)
