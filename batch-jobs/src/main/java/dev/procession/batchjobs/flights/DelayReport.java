// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.api.AbstractBatchlet;
import jakarta.batch.api.BatchProperty;
import jakarta.batch.operations.BatchRuntimeException;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes {@code delay-by-airport.csv} and the rejects to the output folder.
 *
 * <p><em>Failure</em>: every file is replaced as a whole and nothing that is read is deleted, so the step can be run again
 * at any time.
 */
@Named
@Dependent
public final class DelayReport extends AbstractBatchlet {

    private static final Logger LOG = System.getLogger(DelayReport.class.getName());

    private static final Comparator<Map.Entry<String, AirportDelays>> BUSIEST_FIRST = Comparator.comparingLong(
                    (Map.Entry<String, AirportDelays> entry) -> entry.getValue().flights())
            .reversed()
            .thenComparing(Map.Entry.comparingByKey());

    @Inject
    JobContext job;

    @Inject
    @BatchProperty
    @Nullable
    String output;

    @Override
    public String process() throws IOException {
        FlightsFolders folders = FlightsFolders.of(output, job);
        if (!Files.exists(folders.totals())) {
            throw new BatchRuntimeException("The totals of the first step are not at " + folders.totals()
                    + ". Restart the job with the output folder that it was started with, or start a new run.");
        }
        SortedMap<String, AirportDelays> totals = TotalsFile.read(folders.totals());
        int rejects = folders.publishRejects();
        FlightsFolders.replace(folders.report(), format(totals));
        LOG.log(
                Level.DEBUG,
                "Delays of {0} airports are in {1}; {2} partitions rejected rows.",
                totals.size(),
                folders.report(),
                rejects);
        return "COMPLETED";
    }

    static String format(SortedMap<String, AirportDelays> totals) {
        List<Map.Entry<String, AirportDelays>> airports = new ArrayList<>(totals.entrySet());
        airports.sort(BUSIEST_FIRST);
        StringBuilder text = new StringBuilder("airport,city,flights,mean_delay,max_delay,share_over_15\n");
        for (Map.Entry<String, AirportDelays> entry : airports) {
            AirportDelays delays = entry.getValue();
            text.append(Csv.join(
                    entry.getKey(),
                    delays.city(),
                    delays.flights(),
                    ratio(delays.delay(), delays.flights()),
                    delays.maxDelay(),
                    ratio(delays.late(), delays.flights())));
        }
        return text.toString();
    }

    /** Rounded as {@code printf("%.4f")} in C, awk and Python, so that the report can be compared with theirs as text. */
    private static String ratio(long sum, long count) {
        return new BigDecimal((double) sum / count)
                .setScale(4, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
