// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How worker JVMs on this machine are started.
 *
 * @param count how many
 * @param slots tasks that each runs at a time
 * @param namePrefix their names are this and a number from 1
 * @param broker where they connect, and as whom
 * @param connection its time to live is the lease on the tasks that they hold
 * @param handBackGrace how long running tasks may take to hand back when a worker is to end
 * @param classPath jars and directories of their class path, in order
 * @param jvmOptions options for their JVMs, after our own
 * @param workingDirectory where they run
 * @param logDirectory what each prints goes to {@code NAME.log} there
 */
public record LocalWorkerSettings(
        int count,
        int slots,
        String namePrefix,
        BrokerEndpoint broker,
        ConnectionSettings connection,
        Duration handBackGrace,
        List<String> classPath,
        List<String> jvmOptions,
        Path workingDirectory,
        Path logDirectory) {

    /** Checks the values. */
    public LocalWorkerSettings {
        if (count < 0) {
            throw new IllegalArgumentException("cannot start " + count + " workers");
        }
        classPath = List.copyOf(classPath);
        jvmOptions = List.copyOf(jvmOptions);
    }

    /** One worker with one slot, {@code worker-1}, with the class path of this JVM less what only a coordinator needs. */
    public static LocalWorkerSettings of(BrokerEndpoint broker, Path logDirectory) {
        WorkerSettings worker = WorkerSettings.of(broker);
        return new LocalWorkerSettings(
                1,
                worker.slots(),
                "worker-",
                broker,
                worker.connection(),
                worker.handBackGrace(),
                WorkerClassPath.forWorkers(List.of()),
                List.of(),
                Path.of("").toAbsolutePath(),
                logDirectory);
    }

    /** The same with this many workers of this many slots. */
    public LocalWorkerSettings workers(int workers, int slotsEach) {
        return new LocalWorkerSettings(
                workers,
                slotsEach,
                namePrefix,
                broker,
                connection,
                handBackGrace,
                classPath,
                jvmOptions,
                workingDirectory,
                logDirectory);
    }

    /** The same with another prefix of the names. */
    public LocalWorkerSettings namePrefix(String value) {
        return new LocalWorkerSettings(
                count,
                slots,
                value,
                broker,
                connection,
                handBackGrace,
                classPath,
                jvmOptions,
                workingDirectory,
                logDirectory);
    }

    /** The same with another behaviour of the connection. */
    public LocalWorkerSettings connection(ConnectionSettings value) {
        return new LocalWorkerSettings(
                count,
                slots,
                namePrefix,
                broker,
                value,
                handBackGrace,
                classPath,
                jvmOptions,
                workingDirectory,
                logDirectory);
    }

    /** The same with another grace for handing back. */
    public LocalWorkerSettings handBackGrace(Duration value) {
        return new LocalWorkerSettings(
                count,
                slots,
                namePrefix,
                broker,
                connection,
                value,
                classPath,
                jvmOptions,
                workingDirectory,
                logDirectory);
    }

    /** The same with another class path and other options of the JVMs. */
    public LocalWorkerSettings jvm(List<String> classPathEntries, List<String> options) {
        return new LocalWorkerSettings(
                count,
                slots,
                namePrefix,
                broker,
                connection,
                handBackGrace,
                classPathEntries,
                options,
                workingDirectory,
                logDirectory);
    }

    /** The same with another working directory. */
    public LocalWorkerSettings workingDirectory(Path value) {
        return new LocalWorkerSettings(
                count,
                slots,
                namePrefix,
                broker,
                connection,
                handBackGrace,
                classPath,
                jvmOptions,
                value,
                logDirectory);
    }

    WorkerSettings forWorker(String name) {
        return WorkerSettings.of(broker)
                .name(name)
                .slots(slots)
                .connection(connection)
                .handBackGrace(handBackGrace);
    }
}
