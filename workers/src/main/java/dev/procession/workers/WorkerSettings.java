// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.BrokerEndpoint;
import dev.procession.messaging.ConnectionSettings;
import java.time.Duration;
import java.util.List;

/**
 * What a worker JVM needs to know.
 *
 * @param name what people call it; with host and pid it is unique
 * @param broker where it connects, and as whom
 * @param connection its time to live is the lease on the tasks that the worker holds
 * @param slots how many tasks it runs at a time
 * @param handBackGrace how long running tasks may take to hand back when the worker is to end
 * @param presenceInterval how often it announces itself
 * @param classPath class path of the JVMs that it starts for tasks that want one of their own
 */
public record WorkerSettings(
        String name,
        BrokerEndpoint broker,
        ConnectionSettings connection,
        int slots,
        Duration handBackGrace,
        Duration presenceInterval,
        List<String> classPath) {

    private static final Duration HAND_BACK_GRACE = Duration.ofSeconds(10);
    private static final Duration PRESENCE_INTERVAL = Duration.ofSeconds(1);

    /** Checks the values. */
    public WorkerSettings {
        if (name.isBlank()) {
            throw new IllegalArgumentException("the name of a worker must not be blank");
        }
        if (slots < 1) {
            throw new IllegalArgumentException("worker '" + name + "' has " + slots + " slots; it needs at least 1");
        }
        classPath = List.copyOf(classPath);
    }

    /** A worker with one slot, named after this host and process, with the class path of this JVM. */
    public static WorkerSettings of(BrokerEndpoint broker) {
        return new WorkerSettings(
                ThisProcess.host() + "-" + ThisProcess.pid(),
                broker,
                ConnectionSettings.defaults(),
                1,
                HAND_BACK_GRACE,
                PRESENCE_INTERVAL,
                WorkerClassPath.ofThisJvm());
    }

    /** The same with another name. */
    public WorkerSettings name(String value) {
        return new WorkerSettings(value, broker, connection, slots, handBackGrace, presenceInterval, classPath);
    }

    /** The same with another number of slots. */
    public WorkerSettings slots(int value) {
        return new WorkerSettings(name, broker, connection, value, handBackGrace, presenceInterval, classPath);
    }

    /** The same with another behaviour of the connection. */
    public WorkerSettings connection(ConnectionSettings value) {
        return new WorkerSettings(name, broker, value, slots, handBackGrace, presenceInterval, classPath);
    }

    /** The same with another grace for handing back. */
    public WorkerSettings handBackGrace(Duration value) {
        return new WorkerSettings(name, broker, connection, slots, value, presenceInterval, classPath);
    }

    /** The same with another interval of presence messages. */
    public WorkerSettings presenceInterval(Duration value) {
        return new WorkerSettings(name, broker, connection, slots, handBackGrace, value, classPath);
    }

    /** The same with another class path for the JVMs that it starts. */
    public WorkerSettings classPath(List<String> value) {
        return new WorkerSettings(name, broker, connection, slots, handBackGrace, presenceInterval, value);
    }
}
