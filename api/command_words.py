"""The command's help and complaints in Vietnamese."""

from __future__ import annotations

import click


class Command(click.Command):
    """A command whose help page is headed in Vietnamese."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        """Write the pieces of the line of use with Vietnamese names."""
        words = {"[OPTIONS]": "[TÙY CHỌN]", "COMMAND [ARGS]...": "LỆNH …"}
        return [words.get(piece, piece) for piece in super().collect_usage_pieces(ctx)]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the line of use."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Cách dùng: ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of options."""
        rows = [row for param in self.get_params(ctx) if (row := param.get_help_record(ctx)) is not None]
        if rows:
            with formatter.section("Tùy chọn"):
                formatter.write_dl([(name, text.replace("[required]", "(bắt buộc)")) for name, text in rows])

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Give ``--help`` its Vietnamese text."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "Hiện trợ giúp rồi thoát."
        return option


class Group(Command, click.Group):
    """The group of commands, likewise."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the table of commands."""
        rows = [(name, self.commands[name].get_short_help_str(70)) for name in self.list_commands(ctx)]
        with formatter.section("Lệnh"):
            formatter.write_dl(rows)

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands."""
        Command.format_options(self, ctx, formatter)
        self.format_commands(ctx, formatter)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the commands in the order in which they are written."""
        del ctx
        return list(self.commands)


def usage_message(error: click.ClickException) -> str:
    """Say in Vietnamese how the command was used wrongly, and how to learn the right use."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "dienhinh"
    return f"Dùng sai lệnh: {_complaint(error).rstrip('.?')}.\nXem cách dùng: {path} --help"


def _complaint(error: click.ClickException) -> str:
    if isinstance(error, click.NoSuchOption):
        near = f"; có phải {', '.join(error.possibilities)}?" if error.possibilities else ""
        return f"không có tùy chọn {error.option_name}{near}"
    if isinstance(error, click.MissingParameter):
        name = error.param.metavar or error.param.name if isinstance(error.param, click.Argument) else None
        shown = name or (", ".join(error.param.opts) if error.param else "tham số")
        return f"thiếu {shown}"
    if isinstance(error, click.BadOptionUsage):
        return f"tùy chọn {error.option_name} cần một giá trị đi kèm"
    if isinstance(error, click.BadParameter):
        name = ", ".join(error.param.opts) if error.param else "tham số"
        return f"{name}: {error.message}"
    if isinstance(error, click.exceptions.NoSuchCommand):
        near = f"; có phải {', '.join(error.possibilities)}?" if error.possibilities else ""
        return f"không có lệnh «{error.command_name}»{near}"
    if type(error) is click.UsageError and "unexpected extra argument" in error.message:
        return f"thừa tham số ({error.message.partition('(')[2].rstrip(').')})"
    return error.message
