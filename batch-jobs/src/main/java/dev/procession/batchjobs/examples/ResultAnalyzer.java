// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.examples;

import jakarta.batch.api.partition.AbstractPartitionAnalyzer;
import jakarta.batch.runtime.context.JobContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts the results in the order of their arguments, for the steps that follow. */
@Named
@Dependent
final class ResultAnalyzer extends AbstractPartitionAnalyzer {

    private final SortedMap<Integer, Serializable> results = new TreeMap<>();

    @Inject
    JobContext job;

    @Override
    public void analyzeCollectorData(Serializable data) {
        IndexedResult result = (IndexedResult) data;
        results.put(result.index(), result.result());
        job.setTransientUserData(List.copyOf(results.values()));
    }
}
