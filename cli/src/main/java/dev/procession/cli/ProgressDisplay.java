// SPDX-License-Identifier: Apache-2.0
package dev.procession.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Shows a job's progress: on a terminal in one block, elsewhere in lines, not many. */
final class ProgressDisplay {

    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    /** Of a long job, so many lines for each doubling of its time. */
    private static final int LINES = 20;

    private final Screen screen;
    private final Set<Long> begun = new HashSet<>();
    private final Set<Long> ended = new HashSet<>();
    private List<String> lastLines = List.of();
    private @Nullable Duration lastPrinted;

    ProgressDisplay(Screen screen) {
        this.screen = screen;
    }

    /** Shows the progress of now; call it often. */
    void show(Progress progress) {
        List<String> news = news(progress);
        if (!news.isEmpty()) {
            screen.print(stamped(progress, news));
        }
        if (screen.isTerminal()) {
            screen.draw(ProgressText.block(progress));
            return;
        }
        List<String> lines = ProgressText.lines(progress);
        if (!lines.isEmpty() && !lines.equals(lastLines) && isTime(progress.elapsed())) {
            screen.print(stamped(progress, lines));
            lastLines = lines;
            lastPrinted = progress.elapsed();
        }
    }

    private boolean isTime(Duration now) {
        if (lastPrinted == null) {
            return true;
        }
        Duration pause = now.dividedBy(LINES);
        return now.minus(lastPrinted).compareTo(pause.compareTo(BETWEEN_LINES) > 0 ? pause : BETWEEN_LINES) >= 0;
    }

    private List<String> news(Progress progress) {
        List<String> news = new ArrayList<>();
        for (StepProgress step : progress.steps()) {
            // The block of a terminal shows by itself what has begun.
            if (begun.add(step.id()) && !screen.isTerminal()) {
                news.add(ProgressText.begin(step));
            }
            if (step.ended() && ended.add(step.id())) {
                news.add(ProgressText.end(step));
            }
        }
        return news;
    }

    private static List<String> stamped(Progress progress, List<String> lines) {
        String stamp = "[" + Quantities.clock(progress.elapsed()) + "] ";
        return lines.stream().map(stamp::concat).toList();
    }

    /** Takes the block away. */
    void end() {
        if (screen.isTerminal()) {
            screen.draw(List.of());
        }
    }
}
