package com.example.primes;

import jakarta.batch.api.partition.PartitionCollector;
import jakarta.batch.runtime.context.StepContext;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.io.Serializable;

/** Sends, after each chunk, how many primes it had. It travels in the same commit as the checkpoint, so each chunk counts once. */
@Named
@Dependent
public class PrimeCollector implements PartitionCollector {

    @Inject
    StepContext step;

    @Override
    public Serializable collectPartitionData() {
        Integer written = (Integer) step.getTransientUserData();
        step.setTransientUserData(0);
        return written == null ? 0 : written;
    }
}
