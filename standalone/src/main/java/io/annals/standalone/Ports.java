package io.annals.standalone;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

final class Ports {
    /** The byte at a port's number is locked by the process that is about to listen there. */
    private static final FileChannel HELD = open();

    private Ports() {}

    /** A free port that no other start of this user chooses until it is let go. */
    record Held(int number, FileLock lock) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            lock.release();
        }
    }

    /** Holds the port if it is free, else another, for as long as it takes to listen there. */
    static Held hold(int preferred) throws IOException {
        for (int port = preferred; ; port = free()) {
            FileLock lock = lock(port);
            if (lock != null) {
                if (isFree(port)) {
                    return new Held(port, lock);
                }
                lock.release();
            }
        }
    }

    private static @Nullable FileLock lock(int port) throws IOException {
        try {
            return HELD.tryLock(port, 1, false);
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static FileChannel open() {
        try {
            return FileChannel.open(
                    Path.of(
                            System.getProperty("java.io.tmpdir"),
                            "annals-ports-" + System.getProperty("user.name")),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            // connections of an earlier run that linger in TIME_WAIT are no reason to refuse
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    static int free() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
