package io.annals.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** A port of this machine that is connected to another, by connections that a test can break. */
final class DurabilityWire implements AutoCloseable {
    private final ServerSocket server;
    private final IntSupplier target;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

    /**
     * A whole wire.
     *
     * @param target the other port, asked for at each connection
     */
    DurabilityWire(IntSupplier target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Ends all connections; new ones are possible at once. */
    void breakConnections() {
        sockets.forEach(DurabilityWire::end);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket near = server.accept();
                sockets.add(near);
                Thread.ofVirtual().start(() -> connect(near));
            } catch (IOException closed) {
                continue;
            }
        }
    }

    private void connect(Socket near) {
        try (near;
                var far = new Socket()) {
            sockets.add(far);
            var address =
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), target.getAsInt());
            far.connect(address, 5_000);
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            var back = Thread.ofVirtual().start(() -> pump(far, near));
            pump(near, far);
            back.join();
            sockets.remove(far);
        } catch (IOException refused) {
            // the near side is closed, which is all that there is to say
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            sockets.remove(near);
        }
    }

    private static void pump(Socket from, Socket to) {
        try {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException broken) {
            // ended below on both sides
        } finally {
            end(from);
            end(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        breakConnections();
    }
}
