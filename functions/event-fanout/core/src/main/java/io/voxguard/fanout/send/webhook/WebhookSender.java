package io.voxguard.fanout.send.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.voxguard.fanout.destination.Destination;
import io.voxguard.fanout.destination.Target;
import io.voxguard.fanout.event.FanoutEvent;
import io.voxguard.fanout.send.DeliveryResult;
import io.voxguard.fanout.send.Sender;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Posts events to a webhook. The host is looked up for each attempt and the connection goes to the address that was checked, so that no second answer of the DNS leads
 * elsewhere. Each attempt is signed anew over the bytes that are sent. Thread-safe.
 */
public final class WebhookSender implements Sender {
    private static final int MAX_REPLY_BYTES = 64 << 10;

    private final Destination destination;
    private final Target.Webhook webhook;
    private final Optional<Signature> signature;
    private final HttpClient client;
    private final RequestOptions options;
    private final CheckedAddress.Resolver resolver;
    private final InstantSource clock;
    /** Looking up a name blocks. */
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param secret that requests are signed with; empty: they are not */
    public WebhookSender(
            Vertx vertx,
            Destination destination,
            Target.Webhook webhook,
            Optional<String> secret,
            InstantSource clock) {
        this(vertx, destination, webhook, secret, clock, InetAddress::getAllByName);
    }

    WebhookSender(
            Vertx vertx,
            Destination destination,
            Target.Webhook webhook,
            Optional<String> secret,
            InstantSource clock,
            CheckedAddress.Resolver resolver) {
        this.destination = destination;
        this.webhook = webhook;
        this.signature = secret.map(Signature::of);
        this.resolver = resolver;
        this.clock = clock;
        this.options = options(webhook.url());
        this.client = vertx.createHttpClient(new HttpClientOptions()
                .setMaxPoolSize(destination.inFlight())
                .setConnectTimeout((int) destination.timeout().toMillis())
                // ends replies that stop in the middle, and connections that nobody needs
                .setIdleTimeout((int) destination.timeout().toMillis() * 2 + 1_000)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setVerifyHost(true));
    }

    @Override
    public CompletionStage<DeliveryResult> send(List<FanoutEvent> events) {
        return CompletableFuture.supplyAsync(this::address, threads)
                .thenCompose(address -> address.isEmpty()
                        ? CompletableFuture.completedFuture(
                                DeliveryResult.rejected(
                                        "url: expected a host with public addresses, got one with loopback, link-local or private ones"))
                        : post(address.get(), WebhookRequest.of(events, destination.format())))
                .orTimeout(destination.timeout().toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(this::noAnswer);
    }

    private Optional<InetAddress> address() {
        try {
            InetAddress[] addresses = resolver.resolve(options.getHost());
            return webhook.allowPrivate() ? Optional.of(addresses[0]) : CheckedAddress.publicAddress(addresses);
        } catch (UnknownHostException e) {
            throw new CompletionException("cannot resolve the host", e);
        }
    }

    private CompletableFuture<DeliveryResult> post(InetAddress address, WebhookRequest request) {
        CompletableFuture<DeliveryResult> result = new CompletableFuture<>();
        client.request(to(address))
                .onSuccess(http -> exchange(http, request, result))
                .onFailure(result::completeExceptionally);
        return result.orTimeout(destination.timeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    private void exchange(HttpClientRequest http, WebhookRequest request, CompletableFuture<DeliveryResult> result) {
        if (result.isDone()) {
            http.reset(); // the connection came too late
            return;
        }
        result.whenComplete((done, failure) -> {
            if (failure != null) {
                http.reset(); // the time is over: the connection must not be used again
            }
        });
        addHeaders(http, request);
        http.exceptionHandler(result::completeExceptionally);
        http.response(reply -> {
            if (reply.succeeded()) {
                discardBody(reply.result());
                result.complete(meaning(reply.result()));
            } else {
                result.completeExceptionally(reply.cause());
            }
        });
        http.end(Buffer.buffer(request.body()));
    }

    private DeliveryResult meaning(HttpClientResponse reply) {
        return WebhookReply.result(reply.statusCode(), reply.getHeader("Retry-After"), clock);
    }

    /** Its body is of no interest; an endless one must not hold the connection. */
    private static void discardBody(HttpClientResponse reply) {
        AtomicLong bytes = new AtomicLong();
        reply.handler(piece -> {
            if (bytes.addAndGet(piece.length()) > MAX_REPLY_BYTES) {
                reply.request().reset();
            }
        });
        reply.exceptionHandler(broken -> {});
    }

    /** Returns the options of a request to the address that was checked. */
    private RequestOptions to(InetAddress address) {
        return new RequestOptions(options)
                .setServer(SocketAddress.inetSocketAddress(options.getPort(), address.getHostAddress()));
    }

    private static RequestOptions options(URI url) {
        boolean tls = url.getScheme().equals("https");
        int port = url.getPort() >= 0 ? url.getPort() : tls ? 443 : 80;
        String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        return new RequestOptions()
                .setMethod(HttpMethod.POST)
                .setHost(url.getHost().replaceAll("^\\[|]$", ""))
                .setPort(port)
                .setSsl(tls)
                .setFollowRedirects(false)
                .setURI(url.getRawQuery() == null ? path : path + "?" + url.getRawQuery());
    }

    private void addHeaders(HttpClientRequest http, WebhookRequest request) {
        request.headers().forEach(http::putHeader);
        long timestamp = clock.instant().getEpochSecond();
        http.putHeader("Webhook-Id", request.id());
        http.putHeader("Webhook-Timestamp", Long.toString(timestamp));
        signature.ifPresent(
                signing -> http.putHeader("Webhook-Signature", signing.sign(request.id(), timestamp, request.body())));
    }

    private DeliveryResult noAnswer(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return DeliveryResult.retry(
                cause instanceof TimeoutException
                        ? "no answer within " + destination.timeout().toMillis() + " ms"
                        : cause.toString());
    }

    @Override
    public void close() {
        threads.shutdownNow();
        client.close();
    }
}
