// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.partition;

import java.util.Map;

/**
 * What the partitions of a job's steps have counted with {@link PartitionCounter}, for code that runs in the coordinator: analyzers, listeners,
 * deciders, mappers and steps without partitions have it injected, if they are CDI beans. While a step runs, its partitions count as far as they have
 * ended.
 *
 * <p><em>Threads:</em> safe for use by several. Each call reads the job repository.
 */
public interface CounterTotals {

    /** The counters of a step of this job instance, each summed over the partitions; empty if the step has counted nothing. */
    Map<String, Long> of(String step);

    /** The sum of one counter over the partitions of a step of this job instance; 0 if none has counted anything. */
    default long total(String step, String counter) {
        return of(step).getOrDefault(counter, 0L);
    }
}
