package io.voxguard.store.redis.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import io.voxguard.store.StoreOutcome;
import io.voxguard.store.redis.connection.RedisConnections;
import io.voxguard.store.redis.connection.RedisStoreConfig;
import io.voxguard.time.Ticker;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private final RedisConnections connections = new RedisConnections(
            RedisStoreConfig.at("redis://127.0.0.1:1").queueSize(2).build(), "test", null, null, Ticker.SYSTEM);
    private final Dispatcher dispatcher = new Dispatcher(connections, 2, Ticker.SYSTEM);

    @AfterEach
    void close() {
        connections.close();
    }

    @Test
    void commandThatCouldNotBeSentDoesNotCountAsUnanswered() {
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
            PipelinedCommand<String> first = new PipelinedCommand<>(
                    CommandType.SET,
                    new StatusOutput<>(ByteArrayCodec.INSTANCE),
                    new CommandArgs<>(ByteArrayCodec.INSTANCE));
            SentCommand<String> last = set();
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

    private static SentCommand<String> set() {
        return new SentCommand<>(new Command<>(CommandType.SET, new StatusOutput<>(ByteArrayCodec.INSTANCE)));
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
