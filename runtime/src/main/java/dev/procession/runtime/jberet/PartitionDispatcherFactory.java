// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import org.jberet.runtime.context.StepContextImpl;
import org.jberet.runtime.runner.StepExecutionRunner;
import org.jberet.runtime.runner.ThreadPartitionHandlerFactory;
import org.jberet.spi.PartitionHandler;
import org.jberet.spi.PartitionHandlerFactory;

/** Decides per step where its partitions run; found by {@link java.util.ServiceLoader}. */
public final class PartitionDispatcherFactory implements PartitionHandlerFactory {

    @Override
    public PartitionHandler createPartitionHandler(StepContextImpl step, StepExecutionRunner runner) {
        CoordinatorEnvironment environment =
                CoordinatorEnvironment.of(step.getJobContext().getBatchEnvironment());
        DispatchServices services = environment.services();
        JobLogLevels.apply(step.getJobContext()); // what the partitions log arrives at these loggers
        services.rows().write(step);
        StepOptions options = StepOptions.of(step, services.defaults());
        if (options.remote()) {
            return PartitionDispatcher.open(step, options, services, environment);
        }
        return new LocalPartitionHandler(
                ThreadPartitionHandlerFactory.getInstance().createPartitionHandler(step, runner), step, services);
    }
}
