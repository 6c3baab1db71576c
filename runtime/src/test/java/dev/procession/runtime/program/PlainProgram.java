// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.program;

import jakarta.batch.operations.JobOperator;
import jakarta.batch.runtime.BatchRuntime;
import java.util.Properties;

/** Ordinary Jakarta Batch code, which starts a job and returns: nothing in it knows Procession. */
public final class PlainProgram {

    private PlainProgram() {}

    public static void main(String[] args) {
        JobOperator operator = BatchRuntime.getJobOperator();
        Properties parameters = new Properties();
        parameters.setProperty("file", args[0]);
        parameters.setProperty("partitions", "3");
        parameters.setProperty("failAt", "-1");
        parameters.setProperty("failMapper", "false");
        parameters.setProperty("failReducer", "false");
        parameters.setProperty("override", "false");
        operator.start("restart-traps", parameters);
    }
}
