// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.WorkerIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process is called outside. */
final class ThisProcess {

    private static final Path KERNEL_HOST_NAME = Path.of("/proc/sys/kernel/hostname");
    private static final String HOST = findHost();

    private ThisProcess() {}

    static String host() {
        return HOST;
    }

    static long pid() {
        return ProcessHandle.current().pid();
    }

    static WorkerIdentity identity(String name) {
        return new WorkerIdentity(name, host(), pid());
    }

    // The kernel's file first: asking the resolver for a name can take seconds where DNS is badly set up.
    private static String findHost() {
        try {
            if (Files.isReadable(KERNEL_HOST_NAME)) {
                return Files.readString(KERNEL_HOST_NAME).strip();
            }
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        } catch (IOException e) {
            return "localhost";
        }
    }
}
