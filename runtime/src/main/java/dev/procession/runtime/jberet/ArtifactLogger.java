// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.multiprocessing.shared.Shared;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.text.MessageFormat;
import java.util.ResourceBundle;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.runtime.PartitionExecutionImpl;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/**
 * The logger of an artifact: prints to standard error, and so on the terminal of who started the job, as {@code [LEVEL/process-name] message}.
 * The coordinator is called MainProcess, who runs partition 0 Process-1.
 */
final class ArtifactLogger implements System.Logger {

    private final String name;
    private final String process;
    private final Level lowest;

    private ArtifactLogger(String name, String process, Level lowest) {
        this.name = name;
        this.process = process;
        this.lowest = lowest;
    }

    /** For the artifact that JBeret is making on this thread. */
    static ArtifactLogger of(Shared name) {
        ArtifactCreationContext context = ArtifactCreationContext.getCurrentArtifactCreationContext();
        return new ArtifactLogger(name.value(), process(context), JobLogLevels.ofInjected(context.getJobContext()));
    }

    private static String process(ArtifactCreationContext context) {
        return context.getStepContext() instanceof StepContextImpl step
                        && step.getStepExecution() instanceof PartitionExecutionImpl partition
                ? "Process-" + (partition.getPartitionId() + 1)
                : "MainProcess";
    }

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean isLoggable(Level level) {
        return level != Level.OFF && level.getSeverity() >= lowest.getSeverity();
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String message, @Nullable Throwable thrown) {
        if (isLoggable(level)) {
            print(level, translated(bundle, message), thrown);
        }
    }

    @Override
    public void log(
            Level level, @Nullable ResourceBundle bundle, @Nullable String format, @Nullable Object... parameters) {
        if (isLoggable(level)) {
            String pattern = translated(bundle, format);
            boolean plain = parameters == null || parameters.length == 0;
            print(level, plain ? pattern : MessageFormat.format(pattern, parameters), null);
        }
    }

    private static String translated(@Nullable ResourceBundle bundle, @Nullable String message) {
        return bundle != null && message != null && bundle.containsKey(message)
                ? bundle.getString(message)
                : String.valueOf(message);
    }

    private void print(Level level, String message, @Nullable Throwable thrown) {
        StringWriter text = new StringWriter();
        try (PrintWriter out = new PrintWriter(text)) {
            out.print("[" + level + "/" + process + "] " + message);
            if (thrown != null) {
                out.println();
                thrown.printStackTrace(out);
            }
        }
        System.err.println(text.toString().stripTrailing()); // whole, so that nothing comes between
    }
}
