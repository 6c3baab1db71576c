// SPDX-License-Identifier: Apache-2.0
package dev.procession.workers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.procession.workers.spi.HeldTask;
import dev.procession.workers.spi.TaskHandler;
import java.util.List;
import org.junit.jupiter.api.Test;

class TaskHandlersTest {

    static class Kind implements TaskHandler {
        private final String kind;

        Kind(String kind) {
            this.kind = kind;
        }

        @Override
        public String kind() {
            return kind;
        }

        @Override
        public void run(HeldTask task) {}
    }

    @Test
    void selector_kinds_admitsThemAndWhatHasNone() {
        TaskHandlers handlers = new TaskHandlers(List.of(new Kind("b"), new Kind("it's")));
        assertThat(handlers.selector())
                .isEqualTo("procession_kind = 'b' OR procession_kind = 'it''s' OR procession_kind IS NULL");
        assertThat(handlers.othersSelector())
                .isEqualTo(
                        "procession_kind <> 'withdrawal' AND NOT (procession_kind = 'b' OR procession_kind = 'it''s')");
    }

    @Test
    void selector_handlerOfAVersion_leavesLaterOnes() {
        TaskHandlers handlers = new TaskHandlers(List.of(new Kind("a") {
            @Override
            public int newestVersion() {
                return 2;
            }
        }));
        assertThat(handlers.selector())
                .isEqualTo("(procession_kind = 'a' AND procession_version <= 2) OR procession_kind IS NULL");
    }

    @Test
    void find_kind_isItsHandler() {
        Kind handler = new Kind("a");
        TaskHandlers handlers = new TaskHandlers(List.of(handler));
        assertThat(handlers.find("a")).isSameAs(handler);
        assertThat(handlers.find("b")).isNull();
    }

    @Test
    void create_noneOrTwoOfAKind_isRefused() {
        assertThatThrownBy(() -> new TaskHandlers(List.of())).hasMessageContaining("no task handler");
        assertThatThrownBy(() -> new TaskHandlers(List.of(new Kind("a"), new Kind("a"))))
                .hasMessageContaining("two handlers for tasks of kind 'a'");
    }
}
