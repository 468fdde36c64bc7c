"""Plants one fault at a time in a copy of the manifests; the check must name it. Without a fault it finds nothing."""
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from manifests import check

ROOT = Path(__file__).resolve().parents[3]
KUBERNETES, KNATIVE = "kubernetes/base", "knative/base"


@dataclass(frozen=True)
class Fault:
    """What is replaced in a file (all of it where `old` is empty: the new text is appended), and what the check has to say."""
    file: str
    old: str
    new: str
    expected: str
    where: str = KUBERNETES


POD, SCORE, FANOUT = "parts/pod/every-pod.yaml", "parts/settings/score.yaml", "parts/settings/event-fanout.yaml"
POLICIES = "parts/network/policies.yaml"
FAULTS = {
    # schemas
    "misspelt field of a container": Fault(POD, "containers/0/readinessProbe", "containers/0/readynessProbe", "readynessProbe"),
    "misspelt field, Knative": Fault(POD, "containers/0/readinessProbe", "containers/0/readynessProbe", "readynessProbe", KNATIVE),
    "wrong type": Fault("kubernetes/base/rule-refresh.yaml", "replicas: 2", 'replicas: "2"', "replicas"),
    "wrong type, Knative": Fault("knative/base/score.yaml", "timeoutSeconds: 60", "timeoutSeconds: 60s", "timeoutSeconds", KNATIVE),
    "misspelt field of a trigger": Fault("knative/base/triggers.yaml", "subscriber:", "subscribers:", "subscriber", KNATIVE),
    "kind that does not exist": Fault("kubernetes/base/score.yaml", "kind: PodDisruptionBudget", "kind: PodDisruptionBudgets", "could not find schema"),
    "scaler of an old version": Fault("kubernetes/base/score.yaml", "autoscaling/v2", "autoscaling/v2beta2", "could not find schema"),
    "field of KafkaSource": Fault("knative/kafka-source/kafka-source.yaml", "consumers: 4", "consumer: 4", "consumer", "knative/base with kafka-source"),
    "kustomize cannot render": Fault("parts/settings/kustomization.yaml", "path: score.yaml", "path: scores.yaml", "scores.yaml"),
    # admission
    "duration that is none": Fault("knative/base/broker.yaml", "PT0.2S", "200ms", "backoffDelay", KNATIVE),
    "field behind a flag of Eventing": Fault("knative/base/broker.yaml", "retry: 10", "retry: 10\n    retryAfterMax: PT10S", "retryAfterMax", KNATIVE),
    "dialect that does not exist": Fault("knative/base/triggers.yaml", "- any:", "- some:", "some", KNATIVE),
    "capabilities are kept": Fault(POD, "capabilities: {drop: [ALL]}", "capabilities: {drop: [NET_RAW]}", "unrestricted capabilities"),
    "root": Fault(POD, "runAsUser: 10001", "runAsUser: 0", "runAsUser=0"),
    "root, Knative": Fault(POD, "runAsNonRoot: true", "runAsNonRoot: false", "runAsNonRoot", KNATIVE),
    "no seccomp profile": Fault(POD, "seccompProfile: {type: RuntimeDefault}", "seccompProfile: {type: Unconfined}", "seccompProfile"),
    # Knative Serving's flags and annotations
    "field behind a flag of Serving": Fault("knative/base/score.yaml", "containerConcurrency: 0", "containerConcurrency: 0\n      nodeSelector: {disk: ssd}",
                                            "/spec/template/spec/nodeSelector is behind a feature flag", KNATIVE),
    "misspelt annotation": Fault("knative/base/score.yaml", "knative.dev/max-scale", "knative.dev/maxscale", "maxscale is not an annotation", KNATIVE),
    "scale that is none": Fault("knative/base/score.yaml", 'max-scale: "10"', 'max-scale: "ten"', "max-scale: expected", KNATIVE),
    "scale without a limit": Fault("knative/base/score.yaml", 'max-scale: "10"', 'max-scale: "0"', "max-scale: expected", KNATIVE),
    "no limit of scale": Fault("knative/base/score.yaml", '        autoscaling.knative.dev/max-scale: "10"\n', "", "max-scale: expected", KNATIVE),
    "least above most": Fault("knative/base/score.yaml", 'min-scale: "0"', 'min-scale: "11"', "expected min-scale at most max-scale, got 11 and 10", KNATIVE),
    # settings
    "unknown setting": Fault(SCORE, "VOXGUARD_MODELS_CONTROL", "VOXGUARD_MODELS_CONTROLS", "VOXGUARD_MODELS_CONTROLS is not a setting of score"),
    "setting of another part": Fault(FANOUT, "VOXGUARD_FANOUT_DESTINATIONS, value: /etc/voxguard/destinations.yaml}",
                                     "VOXGUARD_FANOUT_DESTINATIONS, value: /etc/voxguard/destinations.yaml}\n    - {name: VOXGUARD_MODELS_CONTROL, value: \"false\"}",
                                     "VOXGUARD_MODELS_CONTROL is not a setting of event-fanout"),
    "required setting is missing": Fault("parts/settings/rule-refresh.yaml", "RULES_DB_URL", "RULES_DB_USER", "RULES_DB_URL is required"),
    "setting twice": Fault("parts/settings/rule-refresh.yaml", "RULES_DB_URL", "RULES_DB_USER", "RULES_DB_USER is set twice"),
    "the port is set": Fault(SCORE, "MODELS_DIR, value: /models", "PORT, value: \"80\"", "PORT is the platform's"),
    "setting of the platform for others": Fault(FANOUT, "JDK_JAVA_OPTIONS, value:", "MODELS_DIR, value:", "MODELS_DIR is not a setting of event-fanout"),
    "setting that left the documentation": Fault("../docs/configuration.md", "voxguard.calls.stream`", "voxguard.calls.streams`",
                                                 "VOXGUARD_CALLS_STREAM is not a setting of feature-serving"),
    # secrets and files
    "value of a secret": Fault(SCORE, "valueFrom: {secretKeyRef: {name: voxguard-store, key: score}}", "value: redis://:password@store", "expected a secretKeyRef"),
    "Secret in the base": Fault("parts/pod/service-account.yaml", "", "\n---\n{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: b}}\n", "a Secret"),
    "key that nobody is told of": Fault(SCORE, "key: score", "key: scores", "the key scores of the Secret voxguard-store is not in deploy/README.md"),
    "key that nothing refers to": Fault("README.md", "| `alerts` |", "| `alerts`, `pages` |", "nothing refers to the key pages"),
    "document at another path": Fault(FANOUT, "mountPath: /etc/voxguard,", "mountPath: /etc/voxguards,", "nothing is mounted at /etc/voxguard/destinations.yaml"),
    "ConfigMap that does not exist": Fault(FANOUT, "configMap: {name: event-fanout-destinations}", "configMap: {name: destinations}", "no ConfigMap destinations"),
    "key of a webhook that is not set": Fault("kubernetes/overlays/prod/destinations.yaml", "ALERTS_SECRET", "PAGER_SECRET", "the variable PAGER_SECRET is not set",
                                              "kubernetes/overlays/prod"),
    "topic without brokers": Fault("parts/settings/destinations.yaml", "type: stream", "type: topic", "a topic without KAFKA_BOOTSTRAP_SERVERS"),
    "brokers that stand nowhere": Fault("parts/kafka/environment.yaml", "key: bootstrap-servers", "key: brokers", "no ConfigMap", "kubernetes/overlays/prod"),
    "topic whose answers go nowhere": Fault("parts/kafka/score.yaml", "VOXGUARD_EVENTS_TO", "VOXGUARD_EVENTS_SOURCE", "VOXGUARD_EVENTS_TO is not set",
                                            "knative/base with kafka"),
    # containers
    "probe of another path": Fault(POD, "/q/health/live", "/q/health/liveness", "livenessProbe: expected /q/health/live, got /q/health/liveness"),
    "no limit of memory": Fault(SCORE, 'limits: {cpu: "2", memory: 512Mi}', 'limits: {cpu: "2"}', "score: resources.limits.memory is missing"),
    "part of a CPU": Fault(SCORE, 'limits: {cpu: "2"', "limits: {cpu: 1500m", "expected a whole number, got 1500m"),
    "root file system is written": Fault(POD, "readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", "root file system is not read only"),
    "/tmp is not there": Fault(POD, "mountPath: /tmp", "mountPath: /temp", "nothing is mounted at /tmp"),
    "token": Fault(POD, "automountServiceAccountToken, value: false", "automountServiceAccountToken, value: true", "token is mounted"),
    "image of no version": Fault("parts/images/kustomization.yaml", "voxguard/score, newTag: 0.1.0", "voxguard/score, newTag: latest", "tag other than latest"),
    "image twice": Fault("parts/images/kustomization.yaml", "{name: voxguard/score, newTag: 0.1.0}", "{name: voxguard/score, newTag: 0.1.0}\n  - {name: voxguard/score, newTag: 0.1.0}",
                         "voxguard/score is named 2 times"),
    "image that is not listed": Fault("parts/images/kustomization.yaml", "  - {name: voxguard/score, newTag: 0.1.0}\n", "", "is not in parts/images"),
    "overlay names another image": Fault("kubernetes/overlays/prod/kustomization.yaml", "{name: voxguard/score,", "{name: voxguard/scores,", "voxguard/scores is not in parts/images"),
    "grace shorter than the stop": Fault("parts/pod/deployments.yaml", "terminationGracePeriodSeconds, value: 30", "terminationGracePeriodSeconds, value: 10", "expected more than 15, got 10"),
    "grace shorter than the stop, Knative": Fault("knative/base/score.yaml", "timeoutSeconds: 60", "timeoutSeconds: 30", "expected more than 45, got 30", KNATIVE),
    "not scraped": Fault("parts/pod/deployments.yaml", "prometheus.io/path: /q/metrics", "prometheus.io/path: /metrics", "prometheus.io/path"),
    # what refers to what
    "selector of a Deployment": Fault("kubernetes/base/score.yaml", "selector: {matchLabels: {app.kubernetes.io/name: score}}\n  template",
                                      "selector: {matchLabels: {app.kubernetes.io/name: scores}}\n  template", "Deployment score: its selector does not match its template"),
    "selector of a Service": Fault("kubernetes/base/score.yaml", "selector: {app.kubernetes.io/name: score}", "selector: {app.kubernetes.io/name: scores}",
                                   "Service score: its selector matches no pods"),
    "port of a Service": Fault("kubernetes/base/score.yaml", "targetPort: http", "targetPort: https", "has no port https"),
    "budget for Knative's pods": Fault("knative/base/score.yaml", "serving.knative.dev/service: score", "serving.knative.dev/service: scores", "PodDisruptionBudget score", KNATIVE),
    "scaler of nothing": Fault("kubernetes/base/score.yaml", "kind: Deployment, name: score}", "kind: Deployment, name: scores}", "no Deployment scores"),
    "scaler and replicas": Fault("kubernetes/base/score.yaml", "spec:\n  # never", "spec:\n  replicas: 2\n  # never", "replicas, which its HorizontalPodAutoscaler sets"),
    "more replicas than partitions": Fault("parts/event-fanout/event-fanout.yaml", "maxReplicas: 4", "maxReplicas: 5", "more replicas than the log's 4 partitions"),
    "trigger to nothing": Fault("knative/base/triggers.yaml", "name: score}", "name: scorer}", "no Service scorer", KNATIVE),
    "trigger of no broker": Fault("knative/base/triggers.yaml", "broker: calls", "broker: events", "no Broker events", KNATIVE),
    "dead letters to nothing": Fault("knative/base/broker.yaml", "name: undelivered}", "name: dead}", "no Channel dead", KNATIVE),
    "type that does not exist": Fault("knative/base/triggers.yaml", "call.answered.v1", "call.answer.v1", "io.voxguard.call.answer.v1 is no type", KNATIVE),
    "type that is kept and does not exist": Fault("knative/base/undelivered-settings.yaml", "call.answered.v1", "call.answer.v1", "io.voxguard.call.answer.v1 is no type", KNATIVE),
    "attribute that events do not have": Fault("knative/base/triggers.yaml", "{decision: review}", "{verdict: review}", "no attribute verdict", KNATIVE),
    # network
    "nothing is denied": Fault(POLICIES, "podSelector: {}\n  policyTypes: [Ingress, Egress]", "podSelector: {}\n  policyTypes: [Ingress]", "no NetworkPolicy denies"),
    "the store is out of reach": Fault(POLICIES, "port: 6379", "port: 6380", "no NetworkPolicy allows egress for the store"),
    "policy for nothing": Fault(POLICIES, "app.kubernetes.io/name: rule-refresh", "app.kubernetes.io/name: rules", "egress-rules-database: its selector matches no pods"),
    "Kafka is out of reach": Fault("parts/kafka/network-policy.yaml", "port: 9092", "port: 9094", "allows egress for Kafka", "kubernetes/overlays/prod"),
    # images
    "user by name": Fault("images/Dockerfile.jvm", "USER 10001:10001", "USER nobody", "USER: expected a number"),
    "root in the image": Fault("images/Dockerfile.native", "USER 10001:10001", "USER 0", "USER: expected a number"),
    "source that no build makes": Fault("images/Dockerfile.jvm", "quarkus-app/lib/", "quarkus-app/libs/", "a Quarkus application has no libs"),
    "source that does not exist": Fault("images/Dockerfile.native", "COPY models/", "COPY model/", "model/ does not exist"),
    "source that is ignored": Fault("images/Dockerfile.jvm.dockerignore", "!models", "!model", "leaves out models"),
    "stage that does not exist": Fault("images/Dockerfile.jvm", "--from=runtime", "--from=jre", "no such stage"),
    "base of no version": Fault("images/Dockerfile.jvm", "micro-image:2.0", "micro-image", "expected a tag other than latest"),
    "shell before the process": Fault("images/Dockerfile.native", 'ENTRYPOINT ["/app/application"]', "ENTRYPOINT /app/application", "ENTRYPOINT"),
    "label": Fault("images/Dockerfile.native", "image.revision", "image.commit", "org.opencontainers.image.revision is missing"),
    "history in the context": Fault("images/Dockerfile.native.dockerignore", ".git\n", "", "the history would be sent"),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """Working copy with files that may be changed in deploy and docs; the rest is a link."""
    shutil.copytree(ROOT / "deploy", tmp_path / "deploy", ignore=shutil.ignore_patterns(".venv", "__pycache__", "admission"))
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for folder in ("feature-serving", "functions", "models"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    return tmp_path


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_fault_is_found(copy: Path, fault: Fault):
    file = copy / "deploy" / fault.file
    text = file.read_text()
    assert fault.old in text, f"{fault.file} has no {fault.old!r}"
    file.write_text(text.replace(fault.old, fault.new) if fault.old else text + fault.new)
    problems = check.run(copy, fault.where).problems
    assert any(fault.expected in problem for problem in problems), problems


@pytest.mark.parametrize("where", [*check.BASES, *check.OPTIONAL])
def test_nothing_is_found_without_a_fault(copy: Path, where: str):
    result = check.run(copy, where)
    assert not result.problems
    assert result.objects > 0
