// SPDX-License-Identifier: Apache-2.0
package dev.procession.messaging;

/**
 * One incarnation of a worker JVM: a restarted worker is another one.
 *
 * @param name what people call it, such as {@code worker-1}
 * @param host name of its machine
 * @param pid its process id there
 */
public record WorkerIdentity(String name, String host, long pid) {

    /** The form that is unique among all workers of a broker. */
    public String text() {
        return name + "@" + host + ":" + pid;
    }

    static WorkerIdentity read(WireReader in) {
        return new WorkerIdentity(in.string(), in.string(), in.int64());
    }

    void write(WireWriter out) {
        out.string(name).string(host).int64(pid);
    }
}
