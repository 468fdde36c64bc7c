package io.voxguard.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;
import java.util.List;

/** What may import what. A rule that has to give way takes a page in docs/adr with it. */
@AnalyzeClasses(packages = "io.voxguard", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** The stages of the road, earliest first: each may use what stands before it, none what stands after. */
    private static final List<String> STAGES = List.of(
            "value",
            "call",
            "limit",
            "tensor",
            "budget",
            "admission",
            "entity",
            "ingest",
            "feature",
            "retrieval",
            "vector",
            "trees",
            "explain",
            "decision",
            "model",
            "onnx.wire",
            "onnx.file",
            "onnx",
            "compiled",
            "loading",
            "rules",
            "outbox",
            "decisionlog",
            "pipeline",
            "callevent",
            "inference",
            "repository.versions",
            "repository.replicas",
            "repository.served",
            "repository",
            "routing");

    @ArchTest
    static final ArchRule noPackageCycles =
            slices().matching("io.voxguard.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule lettuceOnlyInItsAdapters = noClasses()
            .that()
            .resideOutsideOfPackages("io.voxguard.store.redis..", "io.voxguard.store.messaging.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lettuce..");

    @ArchTest
    static final ArchRule onnxRuntimeOnlyInItsAdapter = noClasses()
            .that()
            .resideOutsideOfPackage("io.voxguard.serving.onnx")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule onnxRuntimeOnlyInClassesNamedForIt = noClasses()
            .that()
            .haveNameNotMatching(".*\\.Onnx\\w+(\\$\\d+)?") // with what the compiler makes of a switch
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.onnxruntime..");

    @ArchTest
    static final ArchRule protobufReaderOnlyBesideItsMessages = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.voxguard.catalogue.feast..",
                    "io.voxguard.catalogue.registry..",
                    "io.voxguard.serving.value..",
                    "io.voxguard.serving.onnx.file..",
                    "io.voxguard.serving.onnx.wire..",
                    "io.voxguard.api.http.grpc..",
                    "io.voxguard.benchmarks..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.google.protobuf..");

    @ArchTest
    static final ArchRule coreDoesNotUseQuarkus = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.voxguard.serving..", "io.voxguard.catalogue..", "io.voxguard.calls..", "io.voxguard.store..")
            .and()
            .resideOutsideOfPackage("io.voxguard.store.messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.smallrye..", "jakarta..", "io.micrometer..");

    @ArchTest
    static final ArchRule connectorsRunOutsideQuarkus = noClasses()
            .that()
            .resideInAPackage("io.voxguard.store.messaging..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.quarkus..");

    @ArchTest
    static final ArchRule connectorsStoreAdapterKnowsNoMessages = noClasses()
            .that()
            .resideInAPackage("io.voxguard.store.messaging.redis..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "io.smallrye..", "jakarta..", "org.eclipse.microprofile..");

    @ArchTest
    static final ArchRule optionalLibrariesOfConnectorsOnlyWhereTheirAbsenceIsHandled = noClasses()
            .that()
            .resideInAPackage("io.voxguard.store.messaging..")
            .and()
            .haveNameNotMatching(".*\\.(SpanTracing|MicrometerMetrics)(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.micrometer..",
                    "io.opentelemetry.instrumentation..",
                    "io.smallrye.reactive.messaging.tracing..");

    @ArchTest
    static final ArchRule jsonAndHttpEndInTheirPackage = noClasses()
            .that()
            .resideInAnyPackage("io.voxguard.api..")
            .and()
            .resideOutsideOfPackage("io.voxguard.api.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson..", "io.vertx.core.http..", "io.vertx.ext.web..");

    @ArchTest
    static final ArchRule celOnlyWhereConditionsAre = noClasses()
            .that()
            .resideOutsideOfPackage("io.voxguard.rules.condition..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("dev.cel..");

    @ArchTest
    static final ArchRule ruleRefreshCoreDoesNotUseQuarkus = noClasses()
            .that()
            .resideInAnyPackage("io.voxguard.rules..", "io.voxguard.rulerefresh..")
            .and()
            .resideOutsideOfPackages(
                    "io.voxguard.rulerefresh.function..",
                    "io.voxguard.rulerefresh.service..",
                    "io.voxguard.rulerefresh.lambda..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.smallrye..", "jakarta..", "io.micrometer..");

    @ArchTest
    static final ArchRule fanoutCoreDoesNotUseQuarkus = noClasses()
            .that()
            .resideInAnyPackage("io.voxguard.fanout..")
            .and()
            .resideOutsideOfPackages(
                    "io.voxguard.fanout.function..", "io.voxguard.fanout.service..", "io.voxguard.fanout.lambda..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.smallrye..", "jakarta..", "io.micrometer..");

    @ArchTest
    static final ArchRule featureUpdateCoreDoesNotUseQuarkus = noClasses()
            .that()
            .resideInAnyPackage("io.voxguard.featureupdate..")
            .and()
            .resideOutsideOfPackages(
                    "io.voxguard.featureupdate.function..",
                    "io.voxguard.featureupdate.service..",
                    "io.voxguard.featureupdate.lambda..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.quarkus..", "io.vertx..", "io.smallrye..", "jakarta..", "io.micrometer..");

    @ArchTest
    static final ArchRule scoreFunctionKnowsNoTransport = noClasses()
            .that()
            .resideInAPackage("io.voxguard.score")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.voxguard.api.http..",
                    "io.voxguard.function.http..",
                    "io.voxguard.function.kafka..",
                    "io.voxguard.function.lambda..",
                    "io.vertx..",
                    "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule beansOfServingKnowNoRoutes = noClasses()
            .that()
            .resideInAPackage("io.voxguard.api..")
            .and()
            .resideOutsideOfPackage("io.voxguard.api.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.voxguard.api.http..");

    @ArchTest
    static final ArchRule featuresFollowFromWindowsAndWindowsFromDefinitions = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage("io.voxguard.featureupdate..")
            .layer("definition")
            .definedBy("io.voxguard.featureupdate.definition..")
            .layer("window")
            .definedBy("io.voxguard.featureupdate.window..")
            .layer("update")
            .definedBy("io.voxguard.featureupdate.update..")
            .layer("function")
            .definedBy("io.voxguard.featureupdate.function..")
            .whereLayer("function")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("update")
            .mayOnlyBeAccessedByLayers("function")
            .whereLayer("window")
            .mayOnlyBeAccessedByLayers("update")
            .whereLayer("definition")
            .mayOnlyBeAccessedByLayers("window", "update", "function");

    @ArchTest
    static final ArchRule eachTypeOfDestinationStaysInItsPackage = noClasses()
            .that()
            .resideInAPackage("io.voxguard.fanout..")
            .and()
            .resideOutsideOfPackages("io.voxguard.fanout.send..", "io.voxguard.fanout.service..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule sqlOnlyWhereTheDatabaseIs = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "io.voxguard.rulerefresh.source..",
                    "io.voxguard.rulerefresh.local..",
                    "io.voxguard.function.testing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.sql..", "org.postgresql..");

    @ArchTest
    static final ArchRule embeddedServersAreNotForTheService = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.voxguard.api..",
                    "io.voxguard.serving..",
                    "io.voxguard.function",
                    "io.voxguard.function.event..",
                    "io.voxguard.function.http..",
                    "io.voxguard.function.kafka..",
                    "io.voxguard.function.lambda..",
                    "io.voxguard.function.process..",
                    "io.voxguard.function.store..",
                    "io.voxguard.function.stream..",
                    "io.voxguard.fanout..",
                    "io.voxguard.featureupdate..",
                    "io.voxguard.score..",
                    "io.voxguard.snapshot..",
                    "io.voxguard.rulerefresh.function..",
                    "io.voxguard.rulerefresh.service..",
                    "io.voxguard.rulerefresh.lambda..",
                    "io.voxguard.rules..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.voxguard.store.embedded..", "io.voxguard.function.testing..", "io.voxguard.testing..");

    @ArchTest
    static final ArchRule eachBindingStaysInItsPackage = noClasses()
            .that()
            .resideInAPackage("io.voxguard.function..")
            .and()
            .resideOutsideOfPackages(
                    "io.voxguard.function.http..", "io.voxguard.function.kafka..", "io.voxguard.function.testing..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule servingUsesKafkaOnlyInItsAdapter = noClasses()
            .that()
            .resideInAnyPackage("io.voxguard.api..", "io.voxguard.serving..")
            .and()
            .resideOutsideOfPackage("io.voxguard.api.callevents.kafka..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule functionsUseNoAwsClasses = noClasses()
            .that()
            .resideOutsideOfPackage("io.voxguard.function.lambda..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.amazonaws..");

    /** Fields alone are looked at, not variables. */
    @ArchTest
    static final ArchRule recordsThatAreKeysHaveTheirOwnEquals = fields().should(RecordKeys.haveTheirOwnEquals())
            .because("a record's generated methods are interpreted in native executables, 100 times slower");

    @ArchTest
    static final ArchRule equalsOfRecordsCompareEveryField = classes().should(RecordKeys.compareEveryField());

    @ArchTest
    static void eachStageUsesOnlyEarlierOnes(com.tngtech.archunit.core.domain.JavaClasses classes) {
        for (int i = 0; i < STAGES.size(); i++) {
            String[] allowed = STAGES.subList(0, i + 1).stream()
                    .map(stage -> "io.voxguard.serving." + stage)
                    .toArray(String[]::new);
            String[] outside = {
                "java..",
                "javax.crypto..",
                "ai.onnxruntime..",
                "org.jspecify..",
                "io.voxguard.store..",
                "io.voxguard.rules..",
                "io.voxguard.catalogue..",
                "io.voxguard.calls..",
                "io.voxguard.crypto..",
                "io.voxguard.problem..",
                "io.voxguard.text..",
                "io.voxguard.time..",
                "org.snakeyaml..",
                "com.fasterxml.jackson.core..",
                "com.google.protobuf..",
                "io.netty.buffer..",
                "io.netty.util",
                "io.netty.util.concurrent..",
                "ch.randelshofer.fastdoubleparser..",
                "com.github.benmanes.caffeine.."
            };
            String[] all = Arrays.copyOf(allowed, allowed.length + outside.length);
            System.arraycopy(outside, 0, all, allowed.length, outside.length);
            classes()
                    .that()
                    .resideInAPackage("io.voxguard.serving." + STAGES.get(i))
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(all)
                    .check(classes);
        }
    }

    @ArchTest
    static void everyPackageOfTheCoreIsAStage(com.tngtech.archunit.core.domain.JavaClasses classes) {
        classes()
                .that()
                .resideInAPackage("io.voxguard.serving..")
                .should()
                .resideInAnyPackage(STAGES.stream()
                        .map(stage -> "io.voxguard.serving." + stage)
                        .toArray(String[]::new))
                .orShould()
                .haveSimpleName("package-info")
                .check(classes);
    }
}
