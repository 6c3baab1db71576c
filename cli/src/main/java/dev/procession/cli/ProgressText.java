// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import dev.procession.cli.StepProgress.Partitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Progress in words. */
final class ProgressText {

    private static final int BAR = 24;

    private ProgressText() {}

    /** The block that a terminal shows. */
    static List<String> block(Progress progress) {
        List<String> lines = new ArrayList<>();
        lines.add(progress.job() + ", execution " + progress.execution() + "  " + Quantities.clock(progress.elapsed())
                + (progress.stopping() ? "  stopping ..." : ""));
        for (StepProgress step : progress.active()) {
            lines.add("  step " + step.name() + "  " + Quantities.clock(step.elapsed()));
            if (step.partitions().total() > 0) {
                lines.add("    partitions  " + bar(step.partitions()) + "  " + partitions(step.partitions()));
            }
            if (step.items() > 0) {
                lines.add("    items       " + Quantities.count(step.items()) + " read");
            }
        }
        lines.add("  workers  " + workers(progress) + rate(progress));
        return lines;
    }

    private static String bar(Partitions partitions) {
        int done = BAR * partitions.ended() / partitions.total();
        int running = (BAR * partitions.running() + partitions.total() - 1) / partitions.total();
        int shown = Math.min(running, BAR - done);
        return "[" + "#".repeat(done) + "+".repeat(shown) + ".".repeat(BAR - done - shown) + "]";
    }

    /** One line for each step that runs, for logs. */
    static List<String> lines(Progress progress) {
        return progress.active().stream()
                .filter(step -> step.partitions().total() > 0 || step.items() > 0)
                .map(step -> line(progress, step))
                .toList();
    }

    private static String line(Progress progress, StepProgress step) {
        List<String> parts = new ArrayList<>();
        if (step.partitions().total() > 0) {
            parts.add(partitions(step.partitions()));
        }
        if (step.items() > 0) {
            parts.add(Quantities.count(step.items(), "item"));
        }
        return "step " + step.name() + ": " + String.join(", ", parts) + "; " + workers(progress) + rate(progress);
    }

    /** {@code 4 of 8 partitions done, 2 running, 2 waiting}. */
    static String partitions(Partitions partitions) {
        return Quantities.count(partitions.done()) + " of " + Quantities.count(partitions.total(), "partition")
                + " done"
                + some(partitions.running(), "running")
                + some(partitions.waiting(), "waiting")
                + some(partitions.failed(), "failed")
                + some(partitions.stopped(), "stopped");
    }

    private static String some(int number, String what) {
        return number == 0 ? "" : ", " + Quantities.count(number) + " " + what;
    }

    private static String workers(Progress progress) {
        return progress.waitsForWorkers()
                ? "waiting for workers"
                : Quantities.count(progress.workers(), "worker")
                        + (progress.idle() ? ", idle: their logs say why they do not take these partitions" : "");
    }

    private static String rate(Progress progress) {
        StringBuilder text = new StringBuilder();
        progress.itemsPerSecond()
                .ifPresent(rate -> text.append("; ")
                        .append(Quantities.count(Math.round(rate)))
                        .append(" items/s"));
        Duration left = progress.timeLeft();
        if (left != null) {
            text.append("; about ").append(Quantities.roughly(left)).append(" left");
        }
        return text.toString();
    }

    static String begin(StepProgress step) {
        return "step " + step.name() + ": begins";
    }

    static String end(StepProgress step) {
        return "step " + step.name() + ": " + step.status() + " after " + Quantities.duration(step.elapsed())
                + (step.partitions().total() > 0 ? ", " + partitions(step.partitions()) : "")
                + (step.items() > 0 ? ", " + Quantities.count(step.items(), "item") + " read" : "");
    }
}
