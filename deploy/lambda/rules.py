"""Rules for the templates that no linter knows: what the functions need of Lambda, and what the documentation says of them. ./check runs it."""
from __future__ import annotations

import copy
import datetime
import json
import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import cfnlint
from cfnlint.decode.cfn_yaml import load

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
NESTED = ("base", "sources", "alarms")
# Actions that AWS defines without resources: only these may have "*".
WITHOUT_RESOURCES = re.compile(r"ec2:.*")
VISIBILITY_TIMEOUTS = 6
LEFT_FOR_THE_REPLY_S = 2

Templates = dict[str, dict]


def templates() -> Templates:
    return {file.stem: plain(load(str(file))) for file in sorted(HERE.glob("*.yaml"))}


def plain(node: object) -> object:
    """Copies cfn-lint's nodes, which know their lines, to dictionaries and lists."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return node


def resources(template: dict, kind: str) -> Iterator[tuple[str, dict]]:
    for name, resource in template["Resources"].items():
        if resource["Type"] == kind:
            yield name, resource["Properties"]


def functions(all_templates: Templates) -> Iterator[tuple[str, dict, dict]]:
    """Yields name, template and function's properties of the templates that have a function."""
    for name, template in all_templates.items():
        for _, properties in resources(template, "AWS::Serverless::Function"):
            yield name, template, properties


def values(node: object, key: str) -> Iterator[object]:
    """Yields the values of a key at any depth."""
    if isinstance(node, dict):
        for name, value in node.items():
            if name == key:
                yield value
            yield from values(value, key)
    elif isinstance(node, list):
        for value in node:
            yield from values(value, key)


def documented_environment() -> set[str]:
    """Names of the environment variables that docs/configuration.md has, or that follow from its keys."""
    text = (ROOT / "docs/configuration.md").read_text()
    names = set(re.findall(r"`([A-Z][A-Z_]+)`", text))
    keys = re.findall(r"^\| `(voxguard\.[\w.\"<>-]+)`", text, re.M)
    return names | {re.sub(r"[^A-Za-z0-9]", "_", key).upper() for key in keys}


def seconds(text: str) -> float:
    amount, unit = re.fullmatch(r"(\d+)(ms|s|m)", text).groups()
    return int(amount) * {"ms": 0.001, "s": 1, "m": 60}[unit]


def environment_problems(all_templates: Templates) -> Iterator[str]:
    known = documented_environment()
    for name, _, function in functions(all_templates):
        variables = function["Environment"]["Variables"]
        for variable in variables:
            if variable not in known:
                yield f"{name}: {variable} is not in docs/configuration.md"
        for variable, value in variables.items():
            if re.search(r"STORE_URL|PASSWORD|HASH_KEY|PRIVATE_KEY", variable) and "{{resolve:secretsmanager:" not in str(value):
                yield f"{name}: {variable}: expected a secret of Secrets Manager, got {value}"
        limit = variables.get("VOXGUARD_LAMBDA_LIMIT")
        if limit and seconds(limit) + LEFT_FOR_THE_REPLY_S > function["Timeout"]:
            yield f"{name}: VOXGUARD_LAMBDA_LIMIT {limit} leaves less than {LEFT_FOR_THE_REPLY_S} s of the timeout of {function['Timeout']} s"
        if "Sources" in all_templates[name]["Resources"] and not limit:
            yield f"{name}: VOXGUARD_LAMBDA_LIMIT is not set beside the timeout that it has to be below"


def package_problems(all_templates: Templates) -> Iterator[str]:
    for name, _, function in functions(all_templates):
        module = Path(function["CodeUri"]).parent.parent
        if not (HERE / module / "pom.xml").resolve().exists():
            yield f"{name}: no module {module}"
            continue
        pom = (HERE / module / "pom.xml").read_text()
        funqy = "quarkus-funqy-amazon-lambda" in pom
        handler = "io.voxguard.function.lambda.FunctionHandler::handleRequest" if funqy else "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"
        if function["Handler"] != handler:
            yield f"{name}: handler: expected {handler}, got {function['Handler']}"


def supported_runtimes() -> set[str]:
    """cfn-lint's table of runtimes, which it does not hold a runtime against that depends on a condition."""
    table = json.loads((Path(cfnlint.__file__).parent / "data/AdditionalSpecs/LmbdRuntimeLifecycle.json").read_text())
    today = datetime.date.today().isoformat()
    return {name for name, dates in table.items() if not dates.get("deprecated") or dates["deprecated"] > today}


def runtime_problems(all_templates: Templates) -> Iterator[str]:
    supported = supported_runtimes()
    for name, _, function in functions(all_templates):
        for runtime in function["Runtime"].get("Fn::If", [None])[1:]:
            if runtime not in supported:
                yield f"{name}: Lambda has no runtime {runtime}, or no longer"
        if not 128 <= function["MemorySize"] <= 10240:
            yield f"{name}: MemorySize: expected 128 to 10240 MB, got {function['MemorySize']}"


def form_problems(all_templates: Templates) -> Iterator[str]:
    """SnapStart and provided.* exclude each other, and events must reach the versions that have snapshots."""
    for name, template, function in functions(all_templates):
        runtime, snapshots = function["Runtime"].get("Fn::If"), function["SnapStart"]["ApplyOn"].get("Fn::If")
        if not runtime or not snapshots or runtime[0] != snapshots[0]:
            yield f"{name}: runtime and SnapStart do not depend on one condition"
        elif not runtime[1].startswith("provided.") or snapshots[1:] != ["None", "PublishedVersions"]:
            yield f"{name}: expected SnapStart for the managed runtime alone, got {runtime[1:]} and {snapshots[1:]}"
        if not function.get("AutoPublishAlias") or not function.get("AutoPublishAliasAllProperties"):
            yield f"{name}: no alias that follows every change: SnapStart has snapshots of published versions only"
        sources = template["Resources"].get("Sources")
        if sources and sources["Properties"]["Parameters"]["Alias"] != {"Ref": "Function.Alias"}:
            yield f"{name}: the sources do not invoke the alias"
        for required in ("ReservedConcurrentExecutions", "VpcConfig", "LoggingConfig", "Architectures", "Role"):
            if required not in function:
                yield f"{name}: the function has no {required}"
        for _, url in ((None, function["FunctionUrlConfig"]),) if "FunctionUrlConfig" in function else ():
            if url["AuthType"] != "AWS_IAM":
                yield f"{name}: the function URL is open to everyone"


def source_problems(all_templates: Templates) -> Iterator[str]:
    mappings = dict(resources(all_templates["sources"], "AWS::Lambda::EventSourceMapping"))
    for name, mapping in mappings.items():
        if mapping.get("FunctionResponseTypes") != ["ReportBatchItemFailures"]:
            yield f"sources: {name}: without ReportBatchItemFailures what the function reports is lost"
        if "Topics" in mapping and "ProvisionedPollerConfig" not in mapping:
            yield f"sources: {name}: Kafka reads the report in provisioned mode only"
        if name != "FromQueue" and "DestinationConfig" not in mapping:
            yield f"sources: {name}: no destination for batches that are given up on"
    for name, template, function in functions(all_templates):
        if "Sources" not in template["Resources"]:
            continue
        visibility = template["Resources"]["Sources"]["Properties"]["Parameters"]["VisibilityTimeout"]
        if visibility < VISIBILITY_TIMEOUTS * function["Timeout"]:
            yield f"{name}: the queue's visibility timeout of {visibility} s is less than {VISIBILITY_TIMEOUTS} times the timeout of {function['Timeout']} s"
    for name, queue in resources(all_templates["sources"], "AWS::SQS::Queue"):
        if name == "Events" and "RedrivePolicy" not in queue:
            yield "sources: Events: no dead-letter queue"


def nested_problems(all_templates: Templates) -> Iterator[str]:
    """The linters do not look into nested stacks: each parameter must be given, and each output exist."""
    for name, template, _ in functions(all_templates):
        nested = {resource: properties for resource, properties in resources(template, "AWS::CloudFormation::Stack")}
        for resource, properties in nested.items():
            child = all_templates[Path(properties["TemplateURL"]).stem]
            given, declared = set(properties.get("Parameters", {})), child.get("Parameters", {})
            for missing in sorted(parameter for parameter, value in declared.items() if "Default" not in value and parameter not in given):
                yield f"{name}: {resource}: parameter {missing} is not given"
            for unknown in sorted(given - set(declared)):
                yield f"{name}: {resource}: no parameter {unknown}"
        if "Alarms" not in nested:
            yield f"{name}: no alarms"
        for attribute in values(template, "Fn::GetAtt"):
            resource, _, output = ".".join(attribute).partition(".") if isinstance(attribute, list) else attribute.partition(".")
            if resource in nested:
                outputs = all_templates[Path(nested[resource]["TemplateURL"]).stem].get("Outputs", {})
                if output.removeprefix("Outputs.") not in outputs:
                    yield f"{name}: {resource} has no output {output.removeprefix('Outputs.')}"


def policy_problems(all_templates: Templates) -> Iterator[str]:
    for name, template in all_templates.items():
        for statements in values(template, "Statement"):
            for statement in statements:
                actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
                for action in actions:
                    if statement["Effect"] == "Allow" and "*" in action:
                        yield f"{name}: a policy allows {action}"
                    if statement["Effect"] == "Allow" and statement.get("Resource") == "*" and not WITHOUT_RESOURCES.fullmatch(action):
                        yield f"{name}: a policy allows {action} on everything"
        for _, group in resources(template, "AWS::Logs::LogGroup"):
            if "RetentionInDays" not in group:
                yield f"{name}: a log group keeps its logs for ever"


CHECKS: tuple[Callable[[Templates], Iterator[str]], ...] = (
    environment_problems, package_problems, runtime_problems, form_problems, source_problems, nested_problems, policy_problems)


def problems(all_templates: Templates) -> list[str]:
    return [problem for check in CHECKS for problem in check(all_templates)]


@dataclass(frozen=True)
class Fault:
    """Change of a template that some rule must find."""
    path: str
    value: object
    found: str

    def plant(self, all_templates: Templates) -> Templates:
        planted = copy.deepcopy(all_templates)
        *way, last = self.path.split("/")
        node = planted
        for step in way:
            node = node[int(step)] if isinstance(node, list) else node[step]
        if isinstance(node, list):
            node[int(last)] = self.value
        elif self.value is None:
            del node[last]
        else:
            node[last] = self.value
        return planted


_SCORE = "score/Resources/Function/Properties"
_PARAMETERS = "score/Resources/Sources/Properties/Parameters"
_MAPPING = "sources/Resources/FromMsk/Properties"
FAULTS = (
    Fault(f"{_SCORE}/Environment/Variables/VOXGUARD_EVENT_TO", "stream", "VOXGUARD_EVENT_TO is not in"),
    Fault(f"{_SCORE}/Environment/Variables/STORE_URL", "redis://user:password@store", "STORE_URL: expected a secret"),
    Fault(f"{_SCORE}/Environment/Variables/VOXGUARD_LAMBDA_LIMIT", "29s", "leaves less than"),
    Fault(f"{_SCORE}/Environment/Variables/VOXGUARD_LAMBDA_LIMIT", None, "is not set beside"),
    Fault(f"{_SCORE}/CodeUri", "../../functions/scores/lambda/target/function.zip", "no module"),
    Fault(f"{_SCORE}/Handler", "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest", "handler: expected"),
    Fault(f"{_SCORE}/Runtime/Fn::If/2", "java99", "no runtime java99"),
    Fault(f"{_SCORE}/Runtime/Fn::If/1", "provided.al2", "no runtime provided.al2"),
    Fault(f"{_SCORE}/MemorySize", 17690, "MemorySize: expected"),
    Fault(f"{_SCORE}/SnapStart/ApplyOn", {"Fn::If": ["IsNative", "PublishedVersions", "None"]}, "for the managed runtime alone"),
    Fault(f"{_SCORE}/SnapStart/ApplyOn", {"Fn::If": ["HasQueue", "None", "PublishedVersions"]}, "do not depend on one condition"),
    Fault(f"{_SCORE}/AutoPublishAliasAllProperties", None, "no alias that follows"),
    Fault(f"{_SCORE}/ReservedConcurrentExecutions", None, "no ReservedConcurrentExecutions"),
    Fault("score-http/Resources/Function/Properties/FunctionUrlConfig/AuthType", "NONE", "open to everyone"),
    Fault(f"{_PARAMETERS}/Alias", {"Fn::GetAtt": ["Function", "Arn"]}, "do not invoke the alias"),
    Fault(f"{_PARAMETERS}/VisibilityTimeout", 60, "visibility timeout"),
    Fault(f"{_PARAMETERS}/KafkaTopic", None, "parameter KafkaTopic is not given"),
    Fault(f"{_PARAMETERS}/Topic", "calls", "no parameter Topic"),
    Fault("score/Resources/Alarms/Properties/Parameters/Queue", {"Fn::GetAtt": ["Sources", "Outputs.Queue"]}, "no output Queue"),
    Fault("score/Resources/Alarms", None, "no alarms"),
    Fault(f"{_MAPPING}/FunctionResponseTypes", None, "without ReportBatchItemFailures"),
    Fault(f"{_MAPPING}/ProvisionedPollerConfig", None, "provisioned mode only"),
    Fault(f"{_MAPPING}/DestinationConfig", None, "no destination"),
    Fault("sources/Resources/Events/Properties/RedrivePolicy", None, "no dead-letter queue"),
    Fault("sources/Resources/StreamPermissions/Properties/PolicyDocument/Statement/0/Resource", "*", "on everything"),
    Fault("sources/Resources/StreamPermissions/Properties/PolicyDocument/Statement/0/Action", ["kinesis:*"], "allows kinesis:*"),
    Fault("base/Resources/Logs/Properties/RetentionInDays", None, "for ever"),
)


def main() -> int:
    whole = templates()
    found = problems(whole)
    missed = [fault for fault in FAULTS if not any(fault.found in problem for problem in problems(fault.plant(whole)))]
    for problem in found:
        print(problem, file=sys.stderr)
    for fault in missed:
        print(f"a planted fault is not found: {fault.path} = {fault.value}", file=sys.stderr)
    if not found and not missed:
        print(f"rules: {len(whole)} templates are right; each of {len(FAULTS)} planted faults is found")
    return 1 if found or missed else 0


if __name__ == "__main__":
    sys.exit(main())
