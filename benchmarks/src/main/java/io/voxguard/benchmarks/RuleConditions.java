package io.voxguard.benchmarks;

import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import io.voxguard.rules.condition.Condition;
import io.voxguard.rules.condition.ConditionCompiler;
import io.voxguard.rules.condition.FieldType;
import io.voxguard.rules.condition.Fields;
import io.voxguard.rules.condition.InvalidCondition;
import io.voxguard.rules.condition.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Evaluation of a hundred conditions over one call: by the compiled conditions, and by CEL's own evaluator. The time is that of one condition. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class RuleConditions {
    private static final int CONDITIONS = 100;

    private final Fields fields = new Fields(List.of(
            new Fields.Field("call.callee", FieldType.STRING),
            new Fields.Field("caller_velocity.calls_1h", FieldType.INT),
            new Fields.Field("caller_geography.premium_ratio_24h", FieldType.DOUBLE)));
    private final List<Condition> ours = new ArrayList<>();
    private final List<CelRuntime.Program> programs = new ArrayList<>();
    private final Map<String, Object> map = Map.of(
            "call.callee",
            "+442071838750",
            "caller_velocity.calls_1h",
            120L,
            "caller_geography.premium_ratio_24h",
            0.4);
    private final Values values = new Call();

    @Setup
    public void compile() throws InvalidCondition, CelValidationException, CelEvaluationException {
        ConditionCompiler compiler = new ConditionCompiler(fields);
        CelCompiler cel = CelCompilerFactory.standardCelCompilerBuilder()
                .addVar("call.callee", SimpleType.STRING)
                .addVar("caller_velocity.calls_1h", SimpleType.INT)
                .addVar("caller_geography.premium_ratio_24h", SimpleType.DOUBLE)
                .build();
        CelRuntime runtime = CelRuntimeFactory.standardCelRuntimeBuilder()
                .setOptions(CelOptions.current().build())
                .build();
        for (int i = 0; i < CONDITIONS; i++) {
            String condition = "caller_velocity.calls_1h > " + i * 2 + " && (caller_geography.premium_ratio_24h > 0."
                    + i + " || call.callee.startsWith('+" + i + "'))";
            ours.add(compiler.compile(condition));
            programs.add(runtime.createProgram(cel.compile(condition).getAst()));
        }
    }

    @Benchmark
    @OperationsPerInvocation(CONDITIONS)
    public int functions() {
        int fired = 0;
        for (Condition condition : ours) {
            fired += condition.holds(values) ? 1 : 0;
        }
        return fired;
    }

    @Benchmark
    @OperationsPerInvocation(CONDITIONS)
    public int cel() throws CelEvaluationException {
        int fired = 0;
        for (CelRuntime.Program program : programs) {
            fired += Boolean.TRUE.equals(program.eval(map)) ? 1 : 0;
        }
        return fired;
    }

    /** Values of one call. */
    private static final class Call implements Values {
        @Override
        public long integer(int field) {
            return 120;
        }

        @Override
        public double real(int field) {
            return 0.4;
        }

        @Override
        public boolean truth(int field) {
            return false;
        }

        @Override
        public String text(int field) {
            return "+442071838750";
        }
    }
}
