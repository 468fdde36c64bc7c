package io.voxguard.fanout.delivery;

import static io.voxguard.fanout.delivery.Fanout.event;
import static io.voxguard.fanout.delivery.Fanout.ids;
import static org.assertj.core.api.Assertions.assertThat;

import io.voxguard.testing.Eventually;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KilledEngineTest {
    private static final int EVENTS = 400;
    private static final int KILLS = 5;

    /** Kills the only engine at random points, some requests refused or left without an answer meanwhile: nothing is lost, and keys keep their order. */
    @Test
    void everyDestinationHasEveryEventInOrderAfterEnginesWereKilled() throws Exception {
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        AtomicInteger requests = new AtomicInteger();
        List<String> handled = new CopyOnWriteArrayList<>();
        try (Fanout fanout = new Fanout();
                WebhookServer webhook = new WebhookServer(fanout.vertx(), (request, received) -> {
                    int number = requests.incrementAndGet();
                    if (number % 31 != 0) {
                        handled.add(received.id());
                    }
                    if (number % 97 == 0 && number % 31 != 0) {
                        request.connection().close(); // handled, but nobody knows
                    } else if (number % 31 == 0) {
                        request.response().setStatusCode(503).end();
                    } else {
                        request.response().setStatusCode(200).end();
                    }
                })) {
            String document = """
                destinations:
                  - {name: cases, type: stream, stream: cases}
                  - {name: alerts, type: webhook, url: '%s', allow_private: true, timeout: 1s}
                """.formatted(webhook.url("/"));
            DeliveryEngine engine = fanout.start(document);
            List<String> all = new ArrayList<>();
            for (int kill = 0; kill < KILLS; kill++) {
                appendMore(fanout, all);
                int delivered = random.nextInt(EVENTS / 2);
                DeliveryEngine running = engine;
                Eventually.await(delivered + " are delivered", () -> running.states().stream()
                        .allMatch(state -> state.delivered() >= delivered));
                running.abandon();
                engine = fanout.start(document);
            }
            appendMore(fanout, all);
            Eventually.await("all is delivered", () -> fanout.open("cases") + fanout.open("alerts") == 0);

            for (List<String> had : List.of(ids(fanout.stream("cases")), handled)) {
                List<String> distinct = List.copyOf(new LinkedHashSet<>(had));
                System.out.println(had.size() - distinct.size() + " duplicates after " + KILLS + " kills");
                assertThat(distinct).containsExactlyInAnyOrderElementsOf(all);
                DeliveryTest.assertInOrder(distinct);
            }
        }
    }

    private static void appendMore(Fanout fanout, List<String> all) {
        for (int i = 0; i < EVENTS; i++) {
            int number = all.size();
            all.add("e" + number);
            fanout.append(event("e" + number, "key" + number % 7));
        }
    }
}
