"""Faults in a contract

A contract that contradicts itself is refused. Each fault gets one sentence.
"""

import pytest
from broken import broken, check

CONTRACT = "partners/helpline/contract.yaml"

CONTRACTS = [
    broken(
        "several values in a cell of an attribute that has one",
        CONTRACT,
        "value: {unit: report, attribute: subject}",
        'value: {unit: report, attribute: subject, split: ";"}',
        "54: A cell of `subject` has several values, so the attribute `subject` must say `many: true`.",
    ),
    broken(
        "a misspelt key of the standard",
        CONTRACT,
        "        primaryKey: true",
        "        primarykey: true",
        "47: The key `primarykey` does not exist in `report_number`; did you mean `primaryKey`?",
    ),
    broken(
        "a version that is a number",
        CONTRACT,
        "version: 1.0.0 ",
        "version: 1.0 ",
        "6: `version` is `1.0`; it must be a text, in quotes.",
    ),
    broken(
        "another kind of document",
        CONTRACT,
        "kind: DataContract",
        "kind: Contract",
        "3: `kind` is `Contract`; it must be `DataContract`.",
    ),
    broken(
        "a type that does not exist",
        CONTRACT,
        '        logicalType: date\n        logicalTypeOptions: {format: "%Y-%m-%d"}\n        required',
        "        logicalType: day\n        required",
        (
            "50: `received_on.logicalType` is `day`; it must be one of string, integer, number, date, "
            "timestamp, time, boolean."
        ),
    ),
    broken(
        "a column without a type",
        CONTRACT,
        "        logicalType: string\n        classification: personal",
        "        classification: personal",
        "82: `logicalType` is missing in `remarks`.",
    ),
    broken(
        "a date format of another language",
        CONTRACT,
        '        logicalTypeOptions: {format: "%Y-%m-%d"}\n        required',
        "        logicalTypeOptions: {format: yyyy-MM-dd}\n        required",
        "49: The format `yyyy-MM-dd` does not hold a day, month and year; write it like `%Y-%m-%d`.",
    ),
    broken(
        "numbers that are written as none are",
        CONTRACT,
        "          - {property: unused, value: Free text may hold names.}",
        "          - {property: written, value: 1_0}",
        "87: `written.value` is `1_0`; it must be one of 1234,56, 1.234,56, 1 234,56, 1,234.56, 1'234.56.",
    ),
    broken(
        "a text that is written as numbers are",
        CONTRACT,
        "          - {property: unused, value: Free text may hold names.}",
        "          - {property: written, value: '1234,56'}",
        "82: The column `remarks` is not used: map it, or mark it unused and say why.",
        "87: `remarks` is `written` as numbers are, so its type must be number.",
    ),
    broken(
        "moments that say their zone in a column that does not",
        CONTRACT,
        '{format: "%Y-%m-%d"}\n        required',
        '{format: "%Y-%m-%dT%H:%M:%SZ"}\n        required',
        "49: The format of `received_on` has a time zone, on which the day depends: leave the format out, and say in "
        "which `zone` the days are. Moments in ISO 8601 are then read as a clock there showed them.",
    ),
    broken(
        "a time zone that does not exist",
        CONTRACT,
        "        description: Day of the hand-over.\n",
        "        customProperties: [{property: zone, value: Europe/Utrecht}]\n",
        "71: There is no time zone `Europe/Utrecht`; one is called as in `Europe/Amsterdam`.",
    ),
    broken(
        "a time zone of what is no moment",
        CONTRACT,
        "          - {property: unused, value: Too small",
        "          - {property: zone, value: Europe/Amsterdam}\n          - {property: unused, value: Too small",
        "81: `municipality` has a `zone`, so its type must be date or timestamp.",
    ),
    broken(
        "a legal category of a column that does not exist",
        CONTRACT,
        "      - {property: supersedesBy",
        "      - {property: legalCategories, value: {criminal: [remark]}}\n      - {property: supersedesBy",
        "31: There is no column `remark`; did you mean `remarks`?",
    ),
    broken(
        "a legal category that does not exist",
        CONTRACT,
        "      - {property: supersedesBy",
        "      - {property: legalCategories, value: {secret: all}}\n      - {property: supersedesBy",
        "31: The key `secret` does not exist in `legalCategories.value`.",
    ),
    broken(
        "a limit that is not checked",
        CONTRACT,
        '        logicalTypeOptions: {format: "%Y-%m-%d"}\n        required',
        '        logicalTypeOptions: {format: "%Y-%m-%d", exclusiveMinimum: "2020-01-01"}\n        required',
        "51: Schakel does not check `exclusiveMinimum` of the type date.",
    ),
    broken(
        "a time format without a time",
        CONTRACT,
        "name: remarks\n        logicalType: string",
        'name: remarks\n        logicalType: time\n        logicalTypeOptions: {format: "%Y"}',
        "82: The format `%Y` does not hold an hour and a minute; write it like `%H:%M`.",
    ),
    broken(
        "limits that leave nothing",
        CONTRACT,
        "name: remarks\n        logicalType: string",
        "name: remarks\n        logicalType: integer\n        logicalTypeOptions: {minimum: 9, maximum: 3}",
        "82: The limits of `remarks` exclude every value: 9 is more than 3.",
    ),
    broken(
        "a limit that is no date",
        CONTRACT,
        "name: remarks\n        logicalType: string",
        "name: remarks\n        logicalType: date\n        logicalTypeOptions: {minimum: long ago}",
        "82: A limit of `remarks` is not of the type date: long ago.",
    ),
    broken(
        "a column with a name of ours",
        CONTRACT,
        "name: remarks",
        "name: Delivery",
        "82: The column name `Delivery` is reserved by Schakel; give the partner's column another.",
    ),
    broken(
        "two names that differ in capitals",
        CONTRACT,
        "name: remarks",
        "name: Municipality",
        "76: The column `municipality` is declared 2 times (capitals make no difference).",
        "82: The column `Municipality` is declared 2 times (capitals make no difference).",
    ),
    broken(
        "a column declared twice",
        CONTRACT,
        "name: followed_up",
        "name: handed_over_to",
        "29: There is no column `followed_up`.",
        "63: The column `handed_over_to` is declared 2 times (capitals make no difference).",
        "72: The column `handed_over_to` is declared 2 times (capitals make no difference).",
    ),
    broken(
        "a column without a use",
        CONTRACT,
        "          - {property: unused, value: Free text may hold names.}",
        "          - {property: note, value: Free text may hold names.}",
        "82: The column `remarks` is not used: map it, or mark it unused and say why.",
    ),
    broken(
        "a column that is unused and used",
        CONTRACT,
        "name: handed_over_on\n        logicalType: date",
        (
            "name: handed_over_on\n        customProperties: [{property: unused, value: no need}]\n        "
            "logicalType: date"
        ),
        "68: The column `handed_over_on` is marked unused but used for the event `hand-over`.",
    ),
    broken(
        "an unused column without a reason",
        CONTRACT,
        "value: Free text may hold names.}",
        'value: ""}',
        "87: `unused.value` is empty.",
    ),
    broken(
        "a permission without a ground",
        CONTRACT,
        "{property: unused, value: Free text may hold names.}",
        "{property: permission, value: {unit: report}}",
        "87: `ground` is missing in `permission.value`.",
    ),
    broken(
        "a permission for what the row does not name, of a column that messages quote",
        CONTRACT,
        "          - {property: unused, value: Free text may hold names.}",
        "          - {property: permission, value: {unit: signal, ground: {en: Article 3}}}",
        "82: There is no unit `signal`.",
    ),
    broken(
        "a misspelt property of ours",
        CONTRACT,
        "{property: unused, value: Free",
        "{property: unsed, value: Free",
        "82: The column `remarks` is not used: map it, or mark it unused and say why.",
        "87: There is no property `unsed`; did you mean `unused`?",
    ),
    broken(
        "a claim about a unit that does not exist",
        CONTRACT,
        "{unit: report, attribute: subject}",
        "{unit: reprot, attribute: subject}",
        "54: There is no unit `reprot`; did you mean `report`?",
    ),
    broken(
        "a claim about an attribute that does not exist",
        CONTRACT,
        "{unit: report, attribute: subject}",
        "{unit: report, attribute: subjects}",
        "54: There is no attribute `subjects`; did you mean `subject`?",
    ),
    broken(
        "a claim without an attribute",
        CONTRACT,
        "{unit: report, attribute: subject}",
        "{unit: report}",
        "59: `attribute` is missing in `claim.value`.",
    ),
    broken(
        "a claim by a column that is personal",
        CONTRACT,
        "        description: What the report is about",
        "        classification: personal\n        description: What the report is about",
        "54: The column `subject` is personal, so it cannot make a claim.",
    ),
    broken(
        "a classification that does not exist",
        CONTRACT,
        "classification: personal",
        "classification: secret",
        "84: `remarks.classification` is `secret`; it must be one of personal, quasi-identifier, none.",
    ),
    broken(
        "a key of a unit that is no column",
        CONTRACT,
        "key: [report_number]",
        "key: [report_nr]",
        "19: There is no column `report_nr`; did you mean `report_number`?",
    ),
    broken(
        "no units",
        CONTRACT,
        "      - property: units\n        value:\n          - {unit: report, key: [report_number]}\n",
        "",
        "11: The property `units` is missing: it says how a row identifies what is counted.",
    ),
    broken(
        "a relation by another number of columns than the key has",
        CONTRACT,
        "      - property: events\n",
        "      - property: relations\n        value:\n"
        "          - {kind: same-as, unit: report, to: [followed_up, received_on]}\n      - property: events\n",
        "23: `to` must list one column, or as many as the key of a report has (1).",
    ),
    broken(
        "a relation to a column that is not there",
        CONTRACT,
        "      - property: events\n",
        "      - property: relations\n        value:\n"
        "          - {kind: joined-to, unit: report, to: [joined_to]}\n      - property: events\n",
        "23: There is no column `joined_to`.",
    ),
    broken(
        "an event on a column that is no date",
        CONTRACT,
        "happened: received_on",
        "happened: followed_up",
        "23: `followed_up` is the time of an event, so it must be a date or a timestamp.",
        "49: The column `received_on` is not used: map it, or mark it unused and say why.",
    ),
    broken(
        "a day that may be blank without a word of what that means",
        CONTRACT,
        '{format: "%Y-%m-%d"}\n        required: true',
        '{format: "%Y-%m-%d"}',
        "23: `received_on` may be blank; say with `occurs` what that means for `report`: `occurs: received_on` if it "
        "then did not happen, a column that is always filled if it did on a day that is not known.",
    ),
    broken(
        "a check with an argument that it does not have",
        CONTRACT,
        "{validValues: [police, labour inspectorate]}",
        "{validValues: [police, labour inspectorate], patternx: a}",
        "67: The check has no `patternx` in `arguments`; did you mean `pattern`?",
    ),
    broken(
        "an event that comes before itself",
        CONTRACT,
        "not_before: report",
        "not_before: hand-over",
        "28: The event `hand-over` cannot come before itself.",
    ),
    broken(
        "an event that must follow an unknown event",
        CONTRACT,
        "not_before: report",
        "not_before: reports",
        "28: There is no event `reports` in this contract; did you mean `report`?",
    ),
    broken(
        "an event that claims with an unknown column",
        CONTRACT,
        "{followed-up: followed_up}",
        "{followed-up: follow_up}",
        "29: There is no column `follow_up`; did you mean `followed_up`?",
        "72: The column `followed_up` is not used: map it, or mark it unused and say why.",
    ),
    broken(
        "supersession by an unknown column",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: supersedesBy, value: [number]}",
        "31: There is no column `number`; did you mean `report_number`?",
    ),
    broken(
        "a snapshot of a period by a column that is no date",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: snapshot, value: {of: period, by: subject}}",
        "deliveries/deliveries.yaml:3: A file of helpline is all of a period, so say with `covers` which days it "
        "covers.",
        "31: `subject` says of which period a row is, so it must be a date or a timestamp.",
    ),
    broken(
        "a database whose rows are to arrive as text",
        CONTRACT,
        "schema:\n",
        "servers: [{server: a, type: postgresql, host: b, port: 5432, database: c, schema: d}]\nschema:\n",
        "10: Rows of a database arrive as Parquet; add the property `format` with `{name: parquet}`.",
    ),
    broken(
        "a password in the address of a drop",
        CONTRACT,
        "schema:\n",
        "servers: [{server: drop, type: sftp, location: 'sftp://me:secret@host/in'}]\nschema:\n",
        "10: The address of `drop` has a secret in it; take it out, and change it: it was written down here.",
    ),
    broken(
        "a bucket at an address of another kind",
        CONTRACT,
        "schema:\n",
        "servers: [{server: drop, type: s3, location: 'https://s3.example.org/in'}]\nschema:\n",
        "10: `drop` is watched at an address such as sftp://user@host/folder or s3://bucket/folder.",
    ),
    broken(
        "a drop in half a path",
        CONTRACT,
        "schema:\n",
        "servers: [{server: drop, type: local, path: in/police, format: csv}]\nschema:\n",
        "10: The folder of `drop` is a whole path of this machine, such as /srv/drop/police.",
    ),
    broken(
        "a query without a database",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: query, value: SELECT 1}",
        "11: `query` asks a database, and no server of this contract is one.",
    ),
    broken(
        "a snapshot of a period by no column",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: snapshot, value: {of: period}}",
        "31: `by` is missing in `snapshot.value`.",
    ),
    broken(
        "a delimiter of two characters",
        CONTRACT,
        'value: ","',
        'value: ";;"',
        "15: `delimiter.value` is `;;`; it must be one character, in quotes.",
    ),
    broken(
        "an encoding that does not exist", CONTRACT, "value: utf-8", "value: utf-9", "14: There is no encoding `utf-9`."
    ),
    broken(
        "a condition with an unknown column",
        CONTRACT,
        "must: handed_over_on IS NULL",
        "must: handed_on IS NULL",
        "35: The condition of `hand-over-before-report` cannot be read: …",
    ),
    broken(
        "a condition that is not SQL",
        CONTRACT,
        "handed_over_on >= received_on",
        "handed_over_on >= ",
        "35: The condition of `hand-over-before-report` cannot be read: …",
    ),
    broken(
        "a check that does not exist",
        CONTRACT,
        "implementation: spellingVariants",
        "implementation: spellingVariant",
        "62: There is no check `spellingVariant` here; did you mean `spellingVariants`?",
    ),
    broken(
        "a check of another engine",
        CONTRACT,
        "engine: schakel, implementation: spellingVariants",
        "engine: soda, implementation: spellingVariants",
        "62: A custom check is run by the engine `schakel`, not by `soda`.",
    ),
    broken(
        "a check without its limit",
        CONTRACT,
        "{metric: missingValues, mustBe: 0,",
        "{metric: missingValues, mustBe: 5,",
        "61: The check `missingValues` needs `mustBe: 0`.",
    ),
    broken(
        "a severity that does not exist",
        CONTRACT,
        "{metric: missingValues, mustBe: 0, severity: warning}",
        "{metric: missingValues, mustBe: 0, severity: info}",
        "61: `missingValues.severity` is `info`; it must be one of error, warning.",
    ),
    broken(
        "a list of values without the values",
        CONTRACT,
        "arguments: {validValues: [police, labour inspectorate]}",
        "arguments: {values: [police]}",
        "67: The check `invalidValues` needs a `pattern`, or `validValues` as a list of texts.",
    ),
    broken(
        "a pattern that cannot be read",
        CONTRACT,
        "arguments: {validValues: [police, labour inspectorate]}",
        'arguments: {pattern: "(police"}',
        "67: The pattern `(police` cannot be read: …",
    ),
    broken(
        "a check of one column on the table",
        CONTRACT,
        "implementation: repeatedRows",
        "implementation: combinedValues",
        "41: There is no check `combinedValues` here.",
    ),
    broken(
        "a format that does not exist",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: format, value: {name: excel}}",
        "31: `format.value.name` is `excel`; it must be one of delimited, fixed-width, xlsx, ods, parquet, json, "
        "json-lines, xml.",
    ),
    broken(
        "a format that is told what it does not read",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: format, value: {name: parquet, sheet: Cases}}",
        "31: The key `sheet` does not exist in `format.value`.",
    ),
    broken(
        "a database without its schema",
        CONTRACT,
        "schema:\n",
        "servers: [{server: register, type: postgresql, host: example.org, port: 1, database: a, hots: x}]\nschema:\n",
        "10: `schema` is missing in `servers.1`.",
        "10: The key `hots` does not exist in `servers.1`; did you mean `host`?",
    ),
    broken(
        "columns of fixed width that share characters",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: format, value: {name: fixed-width, places: {report_number: [1, 5], received_on: [6, 15], subject: "
        "[15, 40], handed_over_to: [41, 50], handed_over_on: [60, 51], followed_up: [61, 63], nr: [64, 70]}}}",
        "31: The place of `handed_over_on` ends at 51, before it begins at 60.",
        "31: There is no column `nr`.",
        "31: The places of `received_on` and `subject` overlap: both have character 15. If that is meant, give it to "
        "one column, and derive the other from it (`derived`).",
    ),
    broken(
        "a column of fixed width without a place",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: format, value: {name: fixed-width, places: {report_number: [1, 5], received_on: [6, 15], subject: "
        "[16, 40], handed_over_to: [41, 50], handed_over_on: [51, 60]}}}",
        "31: The column `followed_up` has no place.",
    ),
    broken(
        "XML without the path to its rows",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: format, value: {name: xml}}",
        "31: `rows` is missing in `format.value`.",
    ),
    broken(
        "what becomes of unknown columns, misspelt",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: unknownColumns, value: notes}",
        "31: `unknownColumns.value` is `notes`; it must be one of refuse, note, keep-unused; did you mean `note`?",
    ),
    broken(
        "a column in the list of unused ones that is declared as well",
        CONTRACT,
        "{property: supersedesBy, value: [report_number]}",
        "{property: unused, value: [{reason: Not asked for., columns: [remarks]}]}",
        "31: The column `remarks` is declared 2 times (capitals make no difference).",
        "82: The column `remarks` is declared 2 times (capitals make no difference).",
    ),
    broken(
        "two tables",
        CONTRACT,
        "    properties:\n      - name: report_number",
        (
            "    properties: [{name: a, logicalType: string}]\n  - name: b\n    customProperties: []\n    "
            "properties:\n      - name: report_number"
        ),
        "10: `schema` must be a list with one table; it has 2 entries.",
    ),
]


@pytest.mark.parametrize("case", CONTRACTS)
def test_what_a_contract_cannot_say(case, tmp_path):
    check(case, tmp_path)
