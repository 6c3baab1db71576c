package com.example.primes;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.JobExecution;
import java.util.EnumSet;
import java.util.Properties;
import java.util.Set;

/** Runs the job from a program. */
public class RunPrimes {

    private static final Set<BatchStatus> GOING =
            EnumSet.of(BatchStatus.STARTING, BatchStatus.STARTED, BatchStatus.STOPPING);

    public static void main(String[] args) throws InterruptedException {
        JobOperator operator = BatchRuntime.getJobOperator();
        Properties parameters = new Properties();
        parameters.setProperty("limit", args.length > 0 ? args[0] : "1000000");
        long id = operator.start("primes", parameters);

        JobExecution execution = operator.getJobExecution(id);
        while (GOING.contains(execution.getBatchStatus())) {
            Thread.sleep(100);
            execution = operator.getJobExecution(id);
        }
        System.out.println("Execution " + id + ": " + execution.getBatchStatus() + ", " + execution.getExitStatus());
        System.exit(execution.getBatchStatus() == BatchStatus.COMPLETED ? 0 : 1);
    }
}
