// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Envelope;
import dev.procession.messaging.Headers;

/** Words about tasks, for people. */
final class Tasks {

    private Tasks() {}

    static String describe(Envelope task) {
        String step = task.header(Headers.STEP);
        return "task of kind '" + task.kind() + "'" + (step == null ? "" : " of step execution " + step);
    }
}
