package io.annals.query.citations;

import io.annals.query.platform.Problem;

import jakarta.servlet.http.HttpServletRequest;

import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;

/** Asks this very instance, as any client would: what is frozen is what it answers. */
@Component
class Readings {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * What was answered.
     *
     * @param status HTTP status
     * @param mediaType of the text
     */
    record Answer(int status, String mediaType, String text) {}

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(2))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    /**
     * Asks.
     *
     * @param request that is being served: its connection says where this instance listens
     * @throws Problem 503 if the read could not be answered now
     */
    Answer ask(HttpServletRequest request, Read read) {
        String address = request.getLocalAddr();
        String host = address.contains(":") ? "[" + address + "]" : address;
        URI uri = URI.create("http://" + host + ":" + request.getLocalPort() + read.url());
        try {
            HttpResponse<InputStream> answer =
                    client.send(
                            HttpRequest.newBuilder(uri)
                                    .header(HttpHeaders.ACCEPT, "application/json")
                                    .timeout(PATIENCE)
                                    .build(),
                            BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                String text = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                if (answer.statusCode() >= 500) {
                    throw later();
                }
                return new Answer(
                        answer.statusCode(),
                        answer.headers().firstValue(HttpHeaders.CONTENT_TYPE).orElse(""),
                        text);
            }
        } catch (IOException e) {
            throw later();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw later();
        }
    }

    private static Problem later() {
        return Problem.later(
                "not-yet", "the read that is cited is not answered now", Duration.ofSeconds(1));
    }
}
