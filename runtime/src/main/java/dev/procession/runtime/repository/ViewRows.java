// SPDX-License-Identifier: Apache-2.0
package dev.procession.runtime.repository;

import dev.procession.runtime.repository.Jdbc.Row;
import java.sql.SQLException;

/** Reads view records from rows. */
final class ViewRows {

    private ViewRows() {}

    static AttemptView attempt(Row row) throws SQLException {
        return new AttemptView(
                row.int32("ATTEMPT"),
                row.text("WORKER"),
                row.text("HOST"),
                row.int64("PID"),
                row.optionalInstant("STARTTIME"),
                row.optionalInstant("ENDTIME"),
                AttemptOutcome.valueOf(row.text("OUTCOME")),
                row.optionalInt32("EXITCODE"),
                row.optionalText("SIGNAL"),
                Json.counts(row.optionalText("METRICS")));
    }
}
