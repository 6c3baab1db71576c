// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.BatchProperty;
import jakarta.batch.api.listener.AbstractJobListener;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import org.jspecify.annotations.Nullable;

/**
 * Deletes the work folder of a job that is complete. A failed or stopped one keeps it, for its restart.
 *
 * <p>Not the last step: if the coordinator died between the deletion and the end of that step, its restart would lack the
 * totals.
 */
@Named
@Dependent
public final class FlightsCleanup extends AbstractJobListener {

    private static final Logger LOG = System.getLogger(FlightsCleanup.class.getName());

    @Inject
    JobContext job;

    @Inject
    @BatchProperty
    @Nullable
    String output;

    @Override
    public void afterJob() {
        FlightsFolders folders = FlightsFolders.of(output, job);
        if (job.getBatchStatus() != BatchStatus.COMPLETED || !Files.exists(folders.work())) {
            return;
        }
        try {
            folders.deleteWork();
        } catch (IOException e) {
            // The results are there: no reason to fail the job.
            LOG.log(Level.WARNING, "The work folder {0} could not be deleted ({1}).", folders.work(), e);
        }
    }
}
