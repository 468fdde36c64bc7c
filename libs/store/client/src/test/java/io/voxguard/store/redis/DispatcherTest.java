package io.voxguard.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.StoreOutcome;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final ScheduledThreadPoolExecutor timer = new ScheduledThreadPoolExecutor(1);
    private final RedisConnections connections = new RedisConnections(
            new RedisStoreConfig(
                    "redis://127.0.0.1:1", 1, 2, Duration.ofSeconds(1), Duration.ofSeconds(1), Optional.empty()),
            timer,
            null,
            null);
    private final Dispatcher dispatcher = new Dispatcher(connections, 2);

    @AfterEach
    void close() {
        connections.close();
        timer.shutdownNow();
    }

    @Test
    void commandThatCouldNotBeSentForAnyReasonDoesNotCountAsWaiting() {
        StatefulRedisConnection<byte[], byte[]> broken = connection(sent -> {
            throw new IllegalStateException("not a RedisException");
        });
        for (int i = 0; i < 5; i++) {
            CompletableFuture<String> answer = dispatcher.send(broken, set());
            assertThat(answer).isCompletedExceptionally();
            assertThat(Dispatcher.outcomeOf(answer.exceptionNow())).isEqualTo(StoreOutcome.UNAVAILABLE);
        }
    }

    @Test
    void pipelineFailsWithAnyOfItsCommands() {
        for (int failing = 0; failing < 2; failing++) {
            int at = failing;
            Piped<String> first = new Piped<>(
                    CommandType.SET,
                    new StatusOutput<>(ByteArrayCodec.INSTANCE),
                    new CommandArgs<>(ByteArrayCodec.INSTANCE));
            Sent<String> last = set();
            CompletableFuture<String> answer = dispatcher.send(
                    connection(sent -> {
                        List<?> commands = (List<?>) sent;
                        for (int i = 0; i < commands.size(); i++) {
                            RedisCommand<?, ?, ?> command = (RedisCommand<?, ?, ?>) commands.get(i);
                            if (i == at) {
                                command.getOutput().setError(StandardCharsets.US_ASCII.encode("ERR no"));
                            }
                            command.complete();
                        }
                    }),
                    List.of(first, last),
                    last);
            assertThat(answer).as("failing " + failing).isCompletedExceptionally();
            assertThat(answer.exceptionNow()).hasMessageContaining("ERR no");
        }
    }

    private static Sent<String> set() {
        return new Sent<>(new Command<>(CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
    }

    @SuppressWarnings("unchecked")
    private static StatefulRedisConnection<byte[], byte[]> connection(Consumer<Object> dispatch) {
        return (StatefulRedisConnection<byte[], byte[]>) Proxy.newProxyInstance(
                DispatcherTest.class.getClassLoader(),
                new Class<?>[] {StatefulRedisConnection.class},
                (proxy, method, arguments) -> {
                    dispatch.accept(arguments[0]);
                    return null;
                });
    }
}
