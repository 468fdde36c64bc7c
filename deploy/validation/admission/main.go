// Command admission reads manifests from standard input and judges them as an API server would: objects of Knative Eventing by the validation of its own
// webhooks with the default features, and every pod by the restricted level of the Pod Security Standards. It prints a line for each problem.
//
// The webhooks of Knative Serving are left out: they import knative.dev/networking, which the Go proxy does not serve. Its objects are held against the
// schema of its CRDs, which also says what is behind a feature flag.
package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	utilyaml "k8s.io/apimachinery/pkg/util/yaml"
	podsecurity "k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
	eventingconfig "knative.dev/eventing/pkg/apis/config"
	eventingv1 "knative.dev/eventing/pkg/apis/eventing/v1"
	"knative.dev/eventing/pkg/apis/feature"
	messagingconfig "knative.dev/eventing/pkg/apis/messaging/config"
	messagingv1 "knative.dev/eventing/pkg/apis/messaging/v1"
	"knative.dev/pkg/apis"
	"sigs.k8s.io/yaml"
)

// webhookObject is what Knative's admission webhooks do with an object.
type webhookObject interface {
	apis.Defaultable
	apis.Validatable
}

// webhookTypes has the kinds that Knative's webhooks validate.
var webhookTypes = map[string]func() webhookObject{
	"eventing.knative.dev/v1, Kind=Broker":        func() webhookObject { return &eventingv1.Broker{} },
	"eventing.knative.dev/v1, Kind=Trigger":       func() webhookObject { return &eventingv1.Trigger{} },
	"messaging.knative.dev/v1, Kind=Channel":      func() webhookObject { return &messagingv1.Channel{} },
	"messaging.knative.dev/v1, Kind=Subscription": func() webhookObject { return &messagingv1.Subscription{} },
}

// What the release of Knative Eventing sets in config-br-defaults and default-ch-webhook.
const (
	defaultBroker = `clusterDefault: {brokerClass: MTChannelBasedBroker, apiVersion: v1, kind: ConfigMap, name: config-br-default-channel,
  namespace: knative-eventing, delivery: {retry: 10, backoffPolicy: exponential, backoffDelay: PT0.2S}}`
	defaultChannel = `clusterDefault: {apiVersion: messaging.knative.dev/v1, kind: InMemoryChannel}`
)

// defaultContext returns what the webhooks of a new installation work with.
func defaultContext() (context.Context, error) {
	flags, err := feature.NewFlagsConfigFromMap(map[string]string{})
	if err != nil {
		return nil, err
	}
	brokers, err := eventingconfig.NewDefaultsConfigFromMap(map[string]string{eventingconfig.BrokerDefaultsKey: defaultBroker})
	if err != nil {
		return nil, err
	}
	channels, err := messagingconfig.NewChannelDefaultsConfigFromMap(map[string]string{messagingconfig.ChannelDefaulterKey: defaultChannel})
	if err != nil {
		return nil, err
	}
	ctx := feature.ToContext(apis.WithinCreate(context.Background()), flags)
	ctx = eventingconfig.ToContext(ctx, &eventingconfig.Config{Defaults: brokers})
	return messagingconfig.ToContext(ctx, &messagingconfig.Config{ChannelDefaults: channels}), nil
}

func main() {
	problems, err := judge(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	for _, problem := range problems {
		fmt.Println(problem)
	}
	if len(problems) > 0 {
		os.Exit(1)
	}
}

func judge(in io.Reader) ([]string, error) {
	evaluator, err := policy.NewEvaluator(policy.DefaultChecks())
	if err != nil {
		return nil, err
	}
	ctx, err := defaultContext()
	if err != nil {
		return nil, err
	}
	var problems []string
	documents := utilyaml.NewYAMLReader(bufio.NewReader(in))
	for {
		document, err := documents.Read()
		if errors.Is(err, io.EOF) {
			return problems, nil
		}
		if err != nil {
			return nil, err
		}
		found, err := judgeOne(ctx, document, evaluator)
		if err != nil {
			return nil, err
		}
		problems = append(problems, found...)
	}
}

// podOwner is what a Deployment and a Knative Service have in common.
type podOwner struct {
	Spec struct {
		Template corev1.PodTemplateSpec `json:"template"`
	} `json:"spec"`
}

func judgeOne(ctx context.Context, document []byte, evaluator policy.Evaluator) ([]string, error) {
	var object metav1.PartialObjectMetadata
	if err := yaml.Unmarshal(document, &object); err != nil {
		return nil, err
	}
	kind := object.GroupVersionKind().String()
	name := object.Kind + " " + object.Name
	switch kind {
	case "apps/v1, Kind=Deployment", "serving.knative.dev/v1, Kind=Service":
		var owner podOwner
		if err := yaml.Unmarshal(document, &owner); err != nil {
			return []string{name + ": " + err.Error()}, nil
		}
		return podProblems(name, owner.Spec.Template, evaluator), nil
	}
	create, known := webhookTypes[kind]
	if !known {
		return nil, nil
	}
	validated := create()
	if err := yaml.UnmarshalStrict(document, validated); err != nil {
		return []string{name + ": " + err.Error()}, nil
	}
	validated.SetDefaults(ctx)
	return webhookProblems(name, validated.Validate(ctx)), nil
}

func webhookProblems(name string, found *apis.FieldError) []string {
	if found == nil {
		return nil
	}
	// errors that are warnings to the user only are filtered out
	err := found.Filter(apis.ErrorLevel)
	if err == nil {
		return nil
	}
	var problems []string
	for line := range strings.Lines(err.Error()) {
		problems = append(problems, name+": "+strings.TrimSpace(line))
	}
	return problems
}

func podProblems(name string, pod corev1.PodTemplateSpec, evaluator policy.Evaluator) []string {
	restricted := podsecurity.LevelVersion{Level: podsecurity.LevelRestricted, Version: podsecurity.LatestVersion()}
	var problems []string
	for _, result := range evaluator.EvaluatePod(restricted, &pod.ObjectMeta, &pod.Spec) {
		if !result.Allowed {
			problems = append(problems, fmt.Sprintf("%s: pod security, restricted: %s: %s", name, result.ForbiddenReason, result.ForbiddenDetail))
		}
	}
	slices.Sort(problems)
	return problems
}
