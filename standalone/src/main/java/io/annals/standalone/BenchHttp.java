package io.annals.standalone;

import org.jspecify.annotations.Nullable;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One keep-alive connection that costs next to nothing: the load comes from the machine that serves
 * it, and a full HTTP client would take a good part of it.
 */
final class BenchHttp implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_SILENCE_MILLIS = 60_000;
    private static final int BUFFER = 1 << 14;

    /** An answer with its whole body. */
    record Answer(int status, byte[] body) {
        JsonNode json() {
            return JSON.readTree(body);
        }
    }

    private final URI url;
    private final String headers;
    private Socket socket;
    private InputStream in;
    private OutputStream out;
    private boolean last;
    private boolean chunked;
    private long left;

    BenchHttp(URI url, String key) throws IOException {
        this.url = url;
        socket = connect(url);
        in = new BufferedInputStream(socket.getInputStream(), BUFFER);
        out = socket.getOutputStream();
        headers = "Host: " + url.getAuthority() + "\r\nAuthorization: Bearer " + key + "\r\n";
    }

    private static Socket connect(URI url) throws IOException {
        var socket = new Socket(url.getHost(), url.getPort());
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(LONGEST_SILENCE_MILLIS);
        return socket;
    }

    Answer get(String path) throws IOException {
        return exchange("GET " + path + " HTTP/1.1\r\n" + headers + "\r\n", new byte[0]);
    }

    Answer post(String path, String json, @Nullable String idempotencyKey) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        String key = idempotencyKey == null ? "" : "Idempotency-Key: " + idempotencyKey + "\r\n";
        return exchange(
                "POST "
                        + path
                        + " HTTP/1.1\r\n"
                        + headers
                        + key
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length
                        + "\r\n\r\n",
                body);
    }

    /** Begins to follow the changes behind a position; what comes is read by {@link #line()}. */
    void follow(long after) throws IOException {
        write(
                "GET /api/v1/changes?after="
                        + after
                        + " HTTP/1.1\r\nAccept: text/event-stream\r\n"
                        + headers
                        + "\r\n",
                new byte[0]);
        int status = head();
        if (status != 200 || !chunked) {
            throw new IOException("the stream answered " + status);
        }
    }

    /** The next line of a stream. */
    String line() throws IOException {
        var line = new ByteArrayOutputStream(2_048);
        for (int next = next(); next != '\n'; next = next()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private int next() throws IOException {
        if (left == 0) {
            String size = headLine();
            if (size.isEmpty()) {
                size = headLine();
            }
            left = Long.parseLong(size, 16);
            if (left == 0) {
                throw new EOFException("the stream has ended");
            }
        }
        left--;
        return read();
    }

    private Answer exchange(String head, byte[] body) throws IOException {
        write(head, body);
        int status = head();
        if (chunked) {
            throw new IOException("an answer without a length");
        }
        byte[] answer = in.readNBytes((int) left);
        return new Answer(status, answer);
    }

    private void write(String head, byte[] body) throws IOException {
        if (last) {
            // the server ends a connection after so many requests
            socket.close();
            socket = connect(url);
            in = new BufferedInputStream(socket.getInputStream(), BUFFER);
            out = socket.getOutputStream();
        }
        byte[] first = head.getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[first.length + body.length];
        System.arraycopy(first, 0, whole, 0, first.length);
        System.arraycopy(body, 0, whole, first.length, body.length);
        out.write(whole);
    }

    /** Reads status and headers. */
    private int head() throws IOException {
        int status = Integer.parseInt(headLine().split(" ", 3)[1]);
        chunked = false;
        last = false;
        left = 0;
        for (String line = headLine(); !line.isEmpty(); line = headLine()) {
            String header = line.toLowerCase(Locale.ROOT);
            if (header.startsWith("content-length:")) {
                left = Long.parseLong(header.substring(15).strip());
            } else if (header.startsWith("transfer-encoding:")) {
                chunked = header.contains("chunked");
            } else if (header.startsWith("connection:")) {
                last = header.contains("close");
            }
        }
        return status;
    }

    private String headLine() throws IOException {
        var line = new StringBuilder();
        for (int next = read(); next != '\n'; next = read()) {
            if (next != '\r') {
                line.append((char) next);
            }
        }
        return line.toString();
    }

    private int read() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException("the connection was closed");
        }
        return next;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
