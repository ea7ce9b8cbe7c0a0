package io.faas4j.testkit;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Calls as lanes of text, at most 100 columns wide: a lane for each invocation, or for each event with all its attempts; a column
 * for each moment at which a call began, whatever lies between two of them. Where the columns are too many, the lanes go on below.
 */
final class Picture {

    private static final int WIDTH = 100;
    private static final int LONGEST_NAME = 24;
    private static final int ID_LENGTH = 8;
    private static final int MOST_LANES = 40;
    private static final String LEGEND =
            "attempt and outcome: + succeeded, x failed, t timed out, ~ running; = while it ran";
    private static final long SECONDS_A_MINUTE = 60;
    private static final long SECONDS_AN_HOUR = 3_600;

    private final List<Call> calls;
    private final Map<String, List<Call>> lanes = new LinkedHashMap<>();
    private final List<Instant> moments;
    private final int columnWidth;

    Picture(List<Call> calls) {
        this.calls = calls;
        for (Call call : calls) {
            lanes.computeIfAbsent(lane(call), name -> new ArrayList<>()).add(call);
        }
        TreeSet<Instant> begins = new TreeSet<>();
        calls.forEach(call -> begins.add(call.at()));
        this.moments = List.copyOf(begins);
        int widest = 0;
        for (Instant moment : moments) {
            widest = Math.max(widest, offset(moment).length());
        }
        for (Call call : calls) {
            widest = Math.max(widest, mark(call).length());
        }
        this.columnWidth = widest + 1;
    }

    private static String lane(Call call) {
        String name = call.function().toString();
        String shown = name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME - 1) + "." : name;
        String id = call.requestId().toString();
        // Ids of one test may begin alike.
        return shown + " " + id.substring(id.length() - ID_LENGTH);
    }

    private static String mark(Call call) {
        return call.attempt()
                + switch (call.outcome()) {
                    case SUCCEEDED -> "+";
                    case FAILED -> "x";
                    case TIMED_OUT -> "t";
                    case RUNNING -> "~";
                };
    }

    /** Since the first call, in as few words as are exact. */
    private String offset(Instant moment) {
        Duration since = Duration.between(moments.get(0), moment);
        if (since.toMillisPart() != 0 || since.toNanosPart() != 0) {
            return since.toMillis() + "ms";
        }
        long seconds = since.toSeconds();
        if (seconds % SECONDS_AN_HOUR == 0 && seconds > 0) {
            return seconds / SECONDS_AN_HOUR + "h";
        }
        String hours = seconds >= SECONDS_AN_HOUR ? seconds / SECONDS_AN_HOUR + "h" : "";
        long rest = seconds % SECONDS_AN_HOUR;
        String minutes = rest >= SECONDS_A_MINUTE ? rest / SECONDS_A_MINUTE + "m" : "";
        long left = rest % SECONDS_A_MINUTE;
        return hours + minutes + (left > 0 || seconds == 0 ? left + "s" : "");
    }

    @Override
    public String toString() {
        if (calls.isEmpty()) {
            return "";
        }
        int labelWidth = 0;
        for (String lane : lanes.keySet()) {
            labelWidth = Math.max(labelWidth, lane.length());
        }
        int columns = Math.max(1, (WIDTH - labelWidth - 1) / columnWidth);
        List<String> lines = new ArrayList<>();
        for (int first = 0; first < moments.size(); first += columns) {
            block(lines, labelWidth, first, Math.min(moments.size(), first + columns));
        }
        lines.add(LEGEND);
        return String.join(System.lineSeparator(), lines);
    }

    private void block(List<String> lines, int labelWidth, int first, int end) {
        StringBuilder head = new StringBuilder(" ".repeat(labelWidth + 1));
        for (int i = first; i < end; i++) {
            head.append(padded(offset(moments.get(i)), ' '));
        }
        lines.add(head.toString().stripTrailing());
        int shown = 0;
        int hidden = 0;
        for (Map.Entry<String, List<Call>> lane : lanes.entrySet()) {
            String row = row(lane.getValue(), first, end);
            if (row.isBlank()) {
                continue;
            }
            if (shown < MOST_LANES) {
                lines.add((lane.getKey()
                                + " ".repeat(labelWidth + 1 - lane.getKey().length())
                                + row)
                        .stripTrailing());
                shown++;
            } else {
                hidden++;
            }
        }
        if (hidden > 0) {
            lines.add("(%d more)".formatted(hidden));
        }
    }

    private String row(List<Call> lane, int first, int end) {
        StringBuilder row = new StringBuilder();
        for (int i = first; i < end; i++) {
            row.append(cell(lane, moments.get(i)));
        }
        return row.toString();
    }

    private String cell(List<Call> lane, Instant moment) {
        String cell = " ".repeat(columnWidth);
        for (Call call : lane) {
            Instant over = call.at().plus(call.took());
            if (call.at().equals(moment)) {
                return padded(mark(call), call.took().isZero() ? ' ' : '=');
            }
            if (call.at().isBefore(moment) && over.isAfter(moment)) {
                cell = "=".repeat(columnWidth);
            }
        }
        return cell;
    }

    private String padded(String text, char with) {
        return text + String.valueOf(with).repeat(columnWidth - text.length());
    }
}
