// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.messaging.TaskLimits;
import jakarta.batch.operations.BatchRuntimeException;
import java.time.Duration;
import java.util.Properties;
import org.jberet.job.model.Step;
import org.jberet.runtime.context.StepContextImpl;
import org.jspecify.annotations.Nullable;

/** How the partitions of one step are to run: its property first, then the job parameter, then the setting. */
record StepOptions(boolean remote, boolean ownProcess, int maxAttempts, TaskLimits limits) {

    static StepOptions of(StepContextImpl context, PartitionDefaults defaults) {
        Step step = context.getStep();
        Properties parameters = context.getJobContext().getJobParameters();
        return new StepOptions(
                oneOf(PartitionDefaults.PARTITIONS, step, parameters, "remote", "local", defaults.remote()),
                oneOf(PartitionDefaults.ISOLATION, step, parameters, "process", "none", defaults.ownProcess()),
                attempts(step, parameters, defaults.maxAttempts()),
                new TaskLimits(
                        limit(
                                PartitionDefaults.SOFT_LIMIT,
                                step,
                                parameters,
                                defaults.limits().soft()),
                        limit(
                                PartitionDefaults.HARD_LIMIT,
                                step,
                                parameters,
                                defaults.limits().hard()),
                        limit(
                                PartitionDefaults.STOP_GRACE,
                                step,
                                parameters,
                                defaults.limits().stopGrace())));
    }

    private static @Nullable Duration limit(
            String name, Step step, @Nullable Properties parameters, @Nullable Duration otherwise) {
        String value = find(name, step, parameters);
        if (value == null) {
            return otherwise;
        }
        return value.equals(PartitionDefaults.NO_LIMIT)
                ? null
                : PartitionDefaults.duration(value)
                        .orElseThrow(
                                () -> refuse(name, value, step, "a duration from 0.5s, such as 30s or 5m, or 'none'"));
    }

    private static boolean oneOf(
            String name, Step step, @Nullable Properties parameters, String yes, String no, boolean otherwise) {
        String value = find(name, step, parameters);
        if (value == null) {
            return otherwise;
        }
        if (!value.equals(yes) && !value.equals(no)) {
            throw refuse(name, value, step, "'" + yes + "' or '" + no + "'");
        }
        return value.equals(yes);
    }

    private static int attempts(Step step, @Nullable Properties parameters, int otherwise) {
        String value = find(PartitionDefaults.ATTEMPTS, step, parameters);
        if (value == null) {
            return otherwise;
        }
        try {
            int attempts = Integer.parseInt(value);
            if (attempts > 0) {
                return attempts;
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw refuse(PartitionDefaults.ATTEMPTS, value, step, "a number from 1");
    }

    private static BatchRuntimeException refuse(String name, String value, Step step, String wanted) {
        return new BatchRuntimeException(
                name + " of step '" + step.getId() + "' is '" + value + "'; it must be " + wanted);
    }

    private static @Nullable String find(String name, Step step, @Nullable Properties parameters) {
        String value =
                step.getProperties() == null ? null : step.getProperties().get(name);
        return value == null && parameters != null ? parameters.getProperty(name) : value;
    }
}
