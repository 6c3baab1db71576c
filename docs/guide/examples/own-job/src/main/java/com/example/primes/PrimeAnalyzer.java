package com.example.primes;

import jakarta.batch.api.partition.AbstractPartitionAnalyzer;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** Adds up what the collectors send. Runs in the coordinator. */
@Named
@Dependent
public class PrimeAnalyzer extends AbstractPartitionAnalyzer {

    @Inject
    JobContext job;

    @Inject
    StepContext step;

    @Override
    public void analyzeCollectorData(Serializable data) {
        Integer before = (Integer) step.getPersistentUserData(); // from an earlier execution, if this is a restart
        int total = (before == null ? 0 : before) + (Integer) data;
        step.setPersistentUserData(total);
        job.setExitStatus(total + " primes");
    }
}
