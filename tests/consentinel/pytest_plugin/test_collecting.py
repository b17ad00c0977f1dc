"""What becomes a test, and which are chosen."""

from __future__ import annotations

from pathlib import Path

import pytest

from consentinel.pytest_plugin.collecting import looks_like_one
from tests.consentinel.pytest_plugin.conftest import OTHERS_YAML, ROOT, Project

pytest_plugins = ["pytester"]

OTHERS = {
    "empty": "",
    "list": "- one\n",
    "mapping": "name: x\nsteps:\n  - a\n",
    "two-mappings": "name: x\n---\nname: y\n",
    "no-name": "kind: Service\n---\n- a\n",
    "no-steps": "name: x\n---\n",
    "text": "name: x\n\n--- not a line of its own\n- a\n",
}


def ids(result: pytest.RunResult) -> list[str]:
    return [line for line in result.outlines if "::" in line and " " not in line]


def test_a_test_is_made_of_each_scenario_and_app(project: Project) -> None:
    project.scenario("second")
    assert ids(project.run("scenarios", "--collect-only", "-q")) == [
        "scenarios/first.yaml::first[fine]",
        "scenarios/first.yaml::first[leaky]",
        "scenarios/second.yaml::second[fine]",
        "scenarios/second.yaml::second[leaky]",
    ]
    assert ids(project.run("scenarios", "--app", "leaky", "--collect-only", "-q", "-k", "smoke")) == [
        "scenarios/first.yaml::first[leaky]"
    ]
    assert ids(project.run("scenarios/first.yaml::first[fine]", "--collect-only", "-q")) == [
        "scenarios/first.yaml::first[fine]"
    ]


def test_a_scenario_for_one_app_is_run_on_that_alone(project: Project) -> None:
    (project.folder / "apps.yaml").write_text(
        "apps:\n  - {name: a, package: com.example.a}\n  - {name: b, package: com.example.b}\n"
    )
    file = project.scenario("first")
    text = file.read_text()
    file.write_text(f"appId: com.example.b\n{text}")
    assert ids(project.run("scenarios", "--collect-only", "-q")) == ["scenarios/first.yaml::first[b]"]
    assert ids(project.run("scenarios", "--collect-only", "-q", "--app", "a")) == []
    file.write_text(f"appId: com.example.c\n{text}")
    project.run("scenarios").stdout.fnmatch_lines(["*first.yaml is for com.example.c, and *apps.yaml has no such app"])


def test_files_are_taken_only_below_a_path_that_was_named(project: Project) -> None:
    (project.folder / "test_other.py").write_text("def test_other():\n    pass\n")
    assert ids(project.run("--collect-only", "-q")) == ["test_other.py::test_other"]
    assert ids(project.run("test_other.py", "--collect-only", "-q")) == ["test_other.py::test_other"]
    assert len(ids(project.run(".", "--collect-only", "-q"))) == 3
    (project.folder / "pytest.ini").write_text("[pytest]\ntestpaths = scenarios\n")
    assert len(ids(project.run("--collect-only", "-q"))) == 2


@pytest.mark.parametrize("name", OTHERS)
def test_other_files_are_left_alone(project: Project, name: str) -> None:
    (project.folder / "scenarios" / "other.yaml").write_text(OTHERS[name])
    result = project.run("scenarios", "--collect-only", "-q")
    assert result.ret == 0
    assert len(ids(result)) == 2


def test_a_file_that_was_named_itself_is_taken_in_any_case(project: Project) -> None:
    (project.folder / "other.yaml").write_text("name: x\n")
    result = project.run("other.yaml")
    result.stdout.fnmatch_lines(["*other.yaml:1:* a scenario has two parts*"])
    assert result.ret == pytest.ExitCode.INTERRUPTED


def test_a_file_that_another_plugin_takes_is_left_to_it(project: Project) -> None:
    (project.folder / "test_simple.yaml").write_text("hello: 1\n")
    project.pytester.makeconftest(f"{OTHERS_YAML}        pass\n")
    assert ids(project.run("test_simple.yaml", "--collect-only", "-q")) == ["test_simple.yaml::simple"]
    project.run("test_simple.yaml").assert_outcomes(passed=1)


@pytest.mark.parametrize(
    "text", ["---\nname: x\n---\n- back\n", "# why\n\nname: x\ntags: [a]\n---\n\n# first\n- back\n"]
)
def test_remarks_and_a_first_marker_do_not_matter(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.yaml").write_text(text)
    assert looks_like_one(tmp_path / "x.yaml")


def test_all_shipped_scenarios_look_like_one() -> None:
    shipped = list((ROOT / "scenarios").glob("*.yaml"))
    assert shipped
    assert all(map(looks_like_one, shipped))


def test_without_apps_scenarios_are_left_out_and_named(project: Project) -> None:
    (project.folder / "apps.yaml").unlink()
    (project.folder / "test_other.py").write_text("def test_other():\n    pass\n")
    result = project.run(".")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(
        ["consentinel: 1 scenario files are left out, for no app is named: give --app or --apps"]
    )
    result = project.run("scenarios/first.yaml")
    result.stdout.fnmatch_lines(["*apps.yaml: there is no such file*"])


def test_tags_and_rules_choose(project: Project) -> None:
    project.apps("fine")
    project.scenario("second", tags="nightly, slow", rules="popup-2022/5.8a")
    project.scenario("third")

    def chosen(*args: str) -> list[str]:
        found = ids(project.run("scenarios", "--collect-only", "-q", *args))
        return [name.partition("::")[2].removesuffix("[fine]") for name in found]

    assert chosen("--tags", "smoke") == ["first"]
    assert chosen("--tags", "smoke,nightly") == ["first", "second"]
    assert chosen("--tags", "!slow") == ["first", "third"]
    assert chosen("--tags", "nightly,!slow") == []
    assert chosen("--rules", "app-2019/3.1") == ["first", "third"], "one that names no rule is made for all"
    assert chosen("--rules", "popup-2022/*") == ["second", "third"]


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--app", "fin"), "*apps.yaml: there is no app named 'fin', did you mean 'fine'?"),
        (("--device", "tag-tow"), "*devices.yaml: no device has the name or tag 'tag-tow', did you mean 'tag-two'?"),
        (("--devices", "no.yaml"), "*no.yaml: there is no such file"),
        (("--rules", "app-2019/3.99"), "*the rule catalogue has no 'app-2019/3.99', did you mean 'app-2019/*"),
        (("--attempts", "many"), "*attempts: 'many' is not a number from 1 to 5"),
        (("--watch", "0"), "*--watch: give seconds from 1 to 3600"),
    ],
)
def test_a_wrong_choice_is_one_line(project: Project, args: tuple[str, ...], says: str) -> None:
    result = project.run("scenarios", *args)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([f"ERROR: {says}"])
    assert "Traceback" not in result.stderr.str() + result.stdout.str()


def test_the_ini_file_says_what_the_command_line_does_not(project: Project) -> None:
    (project.folder / "elsewhere").mkdir()
    (project.folder / "apps.yaml").rename(project.folder / "elsewhere" / "apps.yaml")
    (project.folder / "pytest.ini").write_text(
        "[pytest]\nconsentinel_apps = elsewhere/apps.yaml\nconsentinel_app = leaky\nconsentinel_tags = smoke\n"
    )
    assert ids(project.run("scenarios", "--collect-only", "-q")) == ["scenarios/first.yaml::first[leaky]"]
    assert ids(project.run("scenarios", "--app", "fine", "--collect-only", "-q")) == [
        "scenarios/first.yaml::first[fine]"
    ]


def test_a_name_with_colons_can_be_chosen(project: Project) -> None:
    file = project.scenario("first")
    file.write_text(file.read_text().replace("name: first", "name: login::skip"))
    name = "scenarios/first.yaml::login:skip[fine]"
    assert ids(project.run("scenarios", "--app", "fine", "--collect-only", "-q")) == [name]
    assert ids(project.run(name, "--collect-only", "-q")) == [name]


def test_beside_an_older_pytest_others_tests_run_and_a_scenario_says_what_it_needs(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.folder / "test_other.py").write_text(
        "def test_other(subtests):\n    with subtests.test():\n        pass\n\ndef test_ours(device):\n    pass\n"
    )
    with monkeypatch.context() as older:
        older.delattr(pytest, "SubtestReport")
        older.setattr(pytest, "__version__", "8.4.2")
        others = project.run("test_other.py")
        scenario = project.run("scenarios")
    others.assert_outcomes(passed=1, errors=1)
    for result in (others, scenario):
        result.stdout.fnmatch_lines(["consentinel needs pytest 9, and this is pytest 8.4.2"])
        assert "Traceback" not in result.stdout.str()
    assert scenario.ret == pytest.ExitCode.INTERRUPTED


def test_a_projects_own_limit_does_not_end_a_run(project: Project) -> None:
    (project.folder / "pytest.ini").write_text("[pytest]\ntimeout = 0.1\n")
    project.run("scenarios", "--app", "fine", "--rules", "app-2019/3.1").assert_outcomes(passed=1)
