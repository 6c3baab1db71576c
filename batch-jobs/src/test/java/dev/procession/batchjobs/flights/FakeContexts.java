// SPDX-License-Identifier: Apache-2.0
package dev.procession.batchjobs.flights;

import jakarta.batch.runtime.BatchStatus;
import jakarta.batch.runtime.Metric;
import jakarta.batch.runtime.context.JobContext;
import jakarta.batch.runtime.context.StepContext;
import java.io.Serializable;
import java.util.Properties;

/** Contexts of an execution that does not run. */
final class FakeContexts {

    private FakeContexts() {}

    static JobContext job(long instance, long execution) {
        return new FakeJobContext(instance, execution);
    }

    static StepContext step() {
        return new FakeStepContext();
    }

    private static final class FakeJobContext implements JobContext {
        private final long instance;
        private final long execution;

        FakeJobContext(long instance, long execution) {
            this.instance = instance;
            this.execution = execution;
        }

        @Override
        public String getJobName() {
            return "flights";
        }

        @Override
        public Object getTransientUserData() {
            return null;
        }

        @Override
        public void setTransientUserData(Object data) {}

        @Override
        public long getInstanceId() {
            return instance;
        }

        @Override
        public long getExecutionId() {
            return execution;
        }

        @Override
        public Properties getProperties() {
            return new Properties();
        }

        @Override
        public BatchStatus getBatchStatus() {
            return BatchStatus.STARTED;
        }

        @Override
        public String getExitStatus() {
            return null;
        }

        @Override
        public void setExitStatus(String status) {}
    }

    private static final class FakeStepContext implements StepContext {
        private Object transientData;
        private Serializable persistentData;

        @Override
        public String getStepName() {
            return "delays";
        }

        @Override
        public Object getTransientUserData() {
            return transientData;
        }

        @Override
        public void setTransientUserData(Object data) {
            transientData = data;
        }

        @Override
        public long getStepExecutionId() {
            return 1;
        }

        @Override
        public Properties getProperties() {
            return new Properties();
        }

        @Override
        public Serializable getPersistentUserData() {
            return persistentData;
        }

        @Override
        public void setPersistentUserData(Serializable data) {
            persistentData = data;
        }

        @Override
        public BatchStatus getBatchStatus() {
            return BatchStatus.STARTED;
        }

        @Override
        public String getExitStatus() {
            return null;
        }

        @Override
        public void setExitStatus(String status) {}

        @Override
        public Exception getException() {
            return null;
        }

        @Override
        public Metric[] getMetrics() {
            return new Metric[0];
        }
    }
}
