// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The directory that holds all state of one Procession: repository, broker journal, logs, results. One coordinator at a time owns it.
 *
 * <p><em>Failure:</em> the operating system frees the ownership when the process ends, however it ends.
 */
public final class StateDirectory implements AutoCloseable {

    private final Path path;
    private @Nullable FileChannel lockFile;

    private StateDirectory(Path path) {
        this.path = path;
    }

    /** A state directory, not owned; it need not exist. */
    public static StateDirectory of(Path path) {
        return new StateDirectory(path.toAbsolutePath().normalize());
    }

    /**
     * Creates the directory if need be and takes the ownership.
     *
     * @throws CoordinatorException if it cannot be written, or another process owns it
     */
    public StateDirectory own() {
        try {
            Files.createDirectories(path);
            Files.createDirectories(logs());
            FileChannel channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.READ);
            if (!lock(channel)) {
                channel.close();
                throw new CoordinatorException(
                        "the state directory " + path
                                + " is in use by another coordinator; wait for it, or give this one"
                                + " another directory with --home DIR",
                        null);
            }
            lockFile = channel;
            return this;
        } catch (IOException e) {
            throw new CoordinatorException(
                    "the state directory " + path + " cannot be written ("
                            + e.getClass().getSimpleName() + ": " + e.getMessage()
                            + "); choose another with --home DIR or PROCESSION_HOME",
                    e);
        }
    }

    private static boolean lock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false; // by another coordinator in this JVM
        }
    }

    /** Whether some process owns the directory now. */
    public boolean isOwned() {
        Path file = path.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            return !lock(channel);
        } catch (IOException e) {
            return false;
        }
    }

    /** A random id of the directory, made when a coordinator first owns it. */
    String id() {
        Path file = path.resolve("id");
        try {
            if (!Files.exists(file)) {
                Files.writeString(file, UUID.randomUUID().toString());
            }
            return Files.readString(file).trim();
        } catch (IOException e) {
            throw new CoordinatorException("could not write " + file + ": " + e, e);
        }
    }

    /** The directory itself. */
    public Path path() {
        return path;
    }

    /** The broker's journal and credentials. */
    public Path broker() {
        return path.resolve("broker");
    }

    /** What this machine's processes print. */
    public Path logs() {
        return path.resolve("logs");
    }

    /** Where jobs put their results unless told otherwise. */
    public Path results() {
        return path.resolve("results");
    }

    /** Where the coordinator that owns the directory says how to reach it. */
    Path coordinatorFile() {
        return path.resolve("coordinator.properties");
    }

    @Override
    public void close() {
        try {
            if (lockFile != null) {
                lockFile.close();
            }
        } catch (IOException e) {
            // The process ends, and the lock with it.
        }
    }
}
