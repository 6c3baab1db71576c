// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import dev.procession.messaging.Envelope;
import java.util.List;

/**
 * What {@link ScriptedTaskHandler} says about a task.
 *
 * @param task name of the task
 * @param what what happened
 * @param pid process of the worker's identity
 * @param realPid process that said it
 * @param worker name of the worker
 * @param more further words
 */
public record Report(String task, String what, long pid, long realPid, String worker, String more) {

    public static Report of(Envelope message) {
        List<String> words = List.of(TestTasks.text(message).split(" ", 6));
        return new Report(
                words.get(0),
                words.get(1),
                Long.parseLong(words.get(2)),
                Long.parseLong(words.get(3)),
                words.get(4),
                words.size() > 5 ? words.get(5) : "");
    }

    public String summary() {
        return task + " " + what;
    }
}
