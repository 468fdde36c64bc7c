package io.voxguard.function;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.voxguard.function.testing.HttpPort;
import io.voxguard.function.testing.KafkaBroker;
import io.voxguard.function.testing.LambdaRuntime;
import io.voxguard.function.testing.StoreServer;
import java.util.List;
import java.util.function.Function;

/** Servers of all binding tests, which share one run of the sample function, and what it leaves in the store. */
@QuarkusTestResource(StoreServer.class)
@QuarkusTestResource(HttpPort.class)
@QuarkusTestResource(LambdaRuntime.class)
@QuarkusTestResource(value = KafkaBroker.class, initArgs = @ResourceArg(name = "channel", value = "calls"))
final class BindingServers {
    private BindingServers() {}

    /** Returns a structured event that says who has called whom. */
    static String event(String caller, String callee) {
        return "{\"specversion\":\"1.0\",\"type\":\"io.voxguard.call.v1\",\"source\":\"/test\",\"id\":\"" + caller
                + "\",\"datacontenttype\":\"application/json\",\"data\":" + data(caller, callee) + "}";
    }

    static String data(String caller, String callee) {
        return "{\"caller\":\"" + caller + "\",\"callee\":\"" + callee + "\"}";
    }

    /** Returns the number that a caller has called last; null if none is known. */
    static String lastCall(String caller) {
        return redis(commands -> commands.hget("sample:last-call", caller));
    }

    static List<String> deadLetters() {
        return redis(commands -> commands.xrange("voxguard:last-call:dead-letters", io.lettuce.core.Range.unbounded()))
                .stream()
                .map(letter -> letter.getBody().get("record"))
                .toList();
    }

    static <T> T redis(Function<RedisCommands<String, String>, T> work) {
        try (RedisClient client = RedisClient.create(StoreServer.url());
                var connection = client.connect()) {
            return work.apply(connection.sync());
        }
    }
}
