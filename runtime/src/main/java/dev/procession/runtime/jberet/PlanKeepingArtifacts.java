// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.jberet;

import dev.procession.runtime.repository.PartitionPlanStore;
import jakarta.batch.api.partition.PartitionMapper;
import org.jberet.creation.ArtifactCreationContext;
import org.jberet.creation.ArtifactFactoryWrapper;
import org.jberet.runtime.context.StepContextImpl;
import org.jberet.spi.ArtifactFactory;
import org.jspecify.annotations.Nullable;

/** Makes batch artifacts, and lets every partition mapper keep its plan. */
final class PlanKeepingArtifacts implements ArtifactFactory {

    private final ArtifactFactory artifacts;
    private final PartitionPlanStore plans;

    PlanKeepingArtifacts(ArtifactFactory cdi, PartitionPlanStore plans) {
        this.artifacts = new ArtifactFactoryWrapper(cdi); // mappers that are no CDI beans are to be wrapped too
        this.plans = plans;
    }

    @Override
    public @Nullable Object create(String ref, @Nullable Class<?> type, ClassLoader classLoader) throws Exception {
        Object artifact = artifacts.create(ref, type, classLoader);
        if (artifact instanceof PartitionMapper mapper) {
            StepContextImpl step = (StepContextImpl)
                    ArtifactCreationContext.getCurrentArtifactCreationContext().getStepContext();
            return new PlanKeepingMapper(mapper, step, plans);
        }
        return artifact;
    }

    @Override
    public void destroy(@Nullable Object artifact) {
        artifacts.destroy(artifact instanceof PlanKeepingMapper keeper ? keeper.mapper() : artifact);
    }

    @Override
    public @Nullable Class<?> getArtifactClass(String ref, ClassLoader classLoader) {
        return artifacts.getArtifactClass(ref, classLoader);
    }
}
