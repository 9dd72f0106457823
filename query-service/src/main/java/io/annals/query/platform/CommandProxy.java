package io.annals.query.platform;

import io.annals.events.FactType;
import io.annals.events.Kind;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Passes on to the command-service whatever is not a read, so that users need one address. Bodies
 * stream through in both directions. What is to be cited is read here first: that one command is
 * left to its controller.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
public class CommandProxy extends OncePerRequestFilter {

    private static final Set<String> READS = Set.of("GET", "HEAD");
    private static final String CITATIONS = "/api/v1/citations";
    private static final Pattern OF_COMMANDS =
            Pattern.compile(
                    "/api/v1/((imports|keys|republish)(/.*)?"
                            + "|[a-z]+/[^/]+/(%s|record|void|events/[^/]+/(correct|retract)))"
                                    .formatted(verbs()));
    private static final Pattern ODD_PATH =
            Pattern.compile("(.*/\\.{1,2}(/.*)?)|.*(;|//|%2e|%2f|%5c).*", Pattern.CASE_INSENSITIVE);

    /** Of one connection only, or set by the client itself. */
    private static final Set<String> NOT_PASSED_ON =
            Set.of(
                    "connection",
                    "content-length",
                    "expect",
                    "host",
                    "http2-settings",
                    "keep-alive",
                    "proxy-connection",
                    "te",
                    "trailer",
                    "transfer-encoding",
                    "upgrade");

    private static final int SMALL = 1 << 20;
    private static final int CHUNK = 1 << 16;
    private static final Duration COMMAND_PATIENCE = Duration.ofSeconds(30);
    private static final Duration IMPORT_PATIENCE = Duration.ofMinutes(30);

    private final String base;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(2))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    private final Paths paths;

    CommandProxy(@Value("${annals.command.url:http://localhost:8081}") String url, Paths paths) {
        this.paths = paths;
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    private static String verbs() {
        return Arrays.stream(Kind.values())
                .flatMap(kind -> kind.facts().stream())
                .filter(fact -> !fact.founding())
                .map(FactType::verb)
                .distinct()
                .collect(Collectors.joining("|"));
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        String path = request.getServletPath();
        return !path.startsWith("/api/v1/")
                || (READS.contains(request.getMethod()) && !OF_COMMANDS.matcher(path).matches())
                || (request.getMethod().equals("POST") && path.equals(CITATIONS));
    }

    @Override
    protected void doFilterInternal(
            HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        HttpResponse<InputStream> answer;
        try {
            answer = passOn(request);
        } catch (Problem problem) {
            Answers.write(response, problem);
            return;
        }
        boolean elsewhere = answer.statusCode() == 404 || answer.statusCode() == 405;
        if (elsewhere && paths.readable(request.getRequestURI())) {
            answer.body().close();
            Set<String> methods = new TreeSet<>(READS);
            answer.headers()
                    .firstValue("Allow")
                    .ifPresent(allowed -> methods.addAll(List.of(allowed.split(", "))));
            response.setHeader("Allow", String.join(", ", methods));
            Answers.write(response, Problems.wrongMethod(request.getMethod()));
            return;
        }
        relay(answer, answer.body(), response);
    }

    /** Answers what the command-service answered. */
    public void relay(HttpResponse<?> answer, InputStream content, HttpServletResponse response)
            throws IOException {
        try (InputStream body = content) {
            response.setStatus(answer.statusCode());
            answer.headers()
                    .map()
                    .forEach(
                            (name, values) -> {
                                String lower = name.toLowerCase(Locale.ROOT);
                                if (!NOT_PASSED_ON.contains(lower) && !lower.startsWith(":")) {
                                    values.forEach(
                                            value -> response.addHeader(name, own(lower, value)));
                                }
                            });
            answer.headers()
                    .firstValueAsLong("content-length")
                    .ifPresent(response::setContentLengthLong);
            body.transferTo(response.getOutputStream());
        }
    }

    /** A location at the command-service is one here. */
    private String own(String name, String value) {
        return name.equals("location") && value.startsWith(base + "/")
                ? value.substring(base.length())
                : value;
    }

    /**
     * Sends a command: the request with another body.
     *
     * @throws Problem 503 if there is no answer
     */
    public HttpResponse<InputStream> passOn(HttpServletRequest request, byte[] body) {
        return passOn(request, passed(request), body);
    }

    private HttpRequest.Builder passed(HttpServletRequest request) {
        String path = request.getRequestURI();
        String query = request.getQueryString();
        if (ODD_PATH.matcher(path).matches()) {
            throw new Problem(404, "no-such-path", "there is nothing at " + path, null);
        }
        HttpRequest.Builder passed;
        try {
            passed =
                    HttpRequest.newBuilder(
                            URI.create(base + path + (query == null ? "" : "?" + query)));
        } catch (IllegalArgumentException e) {
            throw new Problem(400, "bad-address", "the address is not a URI (RFC 3986)", null);
        }
        for (String name : Collections.list(request.getHeaderNames())) {
            if (!NOT_PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                for (String value : Collections.list(request.getHeaders(name))) {
                    passed.header(name, value);
                }
            }
        }
        return passed.header("X-Forwarded-For", request.getRemoteAddr());
    }

    private HttpResponse<InputStream> passOn(
            HttpServletRequest request, HttpRequest.Builder passed, byte[] body) {
        BodyPublisher publisher =
                body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest small =
                passed.method(request.getMethod(), publisher).timeout(COMMAND_PATIENCE).build();
        CompletableFuture<HttpResponse<InputStream>> answer = send(small);
        if (request.getHeader("Idempotency-Key") != null) {
            // a kept connection may have been closed just now; the key makes asking again safe
            answer =
                    answer.exceptionallyCompose(
                            failure ->
                                    timedOut(failure)
                                            ? CompletableFuture.failedFuture(failure)
                                            : send(small));
        }
        return await(answer);
    }

    private HttpResponse<InputStream> passOn(HttpServletRequest request) throws IOException {
        HttpRequest.Builder passed = passed(request);
        long length = request.getContentLengthLong();
        boolean body = length > 0 || request.getHeader("Transfer-Encoding") != null;
        if (!body || (length >= 0 && length <= SMALL)) {
            return passOn(
                    request, passed, body ? request.getInputStream().readAllBytes() : new byte[0]);
        }
        Hose hose = new Hose();
        BodyPublisher streaming = BodyPublishers.ofInputStream(() -> hose);
        CompletableFuture<HttpResponse<InputStream>> answer =
                send(
                        passed.method(
                                        request.getMethod(),
                                        length < 0
                                                ? streaming
                                                : BodyPublishers.fromPublisher(streaming, length))
                                .timeout(IMPORT_PATIENCE)
                                .build());
        try {
            hose.fill(request.getInputStream(), answer);
        } catch (IOException e) {
            answer.cancel(true);
            throw e;
        }
        return await(answer);
    }

    private CompletableFuture<HttpResponse<InputStream>> send(HttpRequest request) {
        return client.sendAsync(request, BodyHandlers.ofInputStream());
    }

    private static boolean timedOut(Throwable failure) {
        return failure instanceof HttpTimeoutException
                || failure.getCause() instanceof HttpTimeoutException;
    }

    private static HttpResponse<InputStream> await(
            CompletableFuture<HttpResponse<InputStream>> answer) {
        try {
            return answer.get();
        } catch (ExecutionException e) {
            LoggerFactory.getLogger(CommandProxy.class)
                    .warn("command-service: {}", String.valueOf(e.getCause()));
            throw Problem.later(
                    "command-service-away",
                    "the command-service did not answer; whether the request took effect is not"
                            + " known: ask again with the same Idempotency-Key",
                    Duration.ofSeconds(2));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Problem.later(
                    "stopping", "this instance is being stopped", Duration.ofSeconds(2));
        }
    }

    /**
     * A body on its way from the thread that serves the request to the one that sends it, a few
     * pieces at a time.
     */
    private static final class Hose extends InputStream {
        private static final byte[] END = new byte[0];
        private static final byte[] BROKEN = new byte[0];

        private final BlockingQueue<byte[]> pieces = new ArrayBlockingQueue<>(8);
        private volatile boolean abandoned;
        private byte[] piece = new byte[0];
        private int at;

        /** Reads to the end, or until the answer is there, whatever it is. */
        void fill(InputStream body, CompletableFuture<?> answer) throws IOException {
            byte[] last = BROKEN;
            try {
                byte[] buffer = new byte[CHUNK];
                int read;
                while ((read = body.read(buffer)) >= 0) {
                    if (!put(Arrays.copyOf(buffer, read), answer)) {
                        return;
                    }
                }
                last = END;
            } finally {
                put(last, answer);
            }
        }

        private boolean put(byte[] piece, CompletableFuture<?> answer) {
            try {
                while (!answer.isDone()) {
                    if (pieces.offer(piece, 200, TimeUnit.MILLISECONDS)) {
                        return true;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            abandoned = true;
            return false;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (piece == END) {
                return -1;
            }
            if (at == piece.length) {
                piece = next();
                at = 0;
                if (piece == BROKEN) {
                    throw new IOException("the request ended early");
                }
                if (piece == END) {
                    return -1;
                }
            }
            int read = Math.min(length, piece.length - at);
            System.arraycopy(piece, at, into, offset, read);
            at += read;
            return read;
        }

        private byte[] next() throws IOException {
            try {
                while (true) {
                    byte[] next = pieces.poll(200, TimeUnit.MILLISECONDS);
                    if (next != null) {
                        return next;
                    }
                    if (abandoned) {
                        return BROKEN;
                    }
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
