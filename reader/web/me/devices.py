"""The reader's devices, with their last use, each to be signed out."""

from flask import Response, abort
from werkzeug.wrappers import Response as BaseResponse

from reader.accounts import devices
from reader.web.me.pages import member, private_blueprint, private_page, see_other
from reader.web.services import services

blueprint = private_blueprint("devices", "/devices")


@blueprint.get("")
def page() -> Response:
    """All devices of the reader, this one first."""
    found = member()
    with services().database.begin(writes=False) as connection:
        all_devices = devices.devices_of(connection, found.account.id)
    all_devices.sort(key=lambda device: device.id != found.device.id)
    return private_page("devices", devices=all_devices)


@blueprint.post("/<row:device>/sign-out")
def sign_out(device: int) -> BaseResponse:
    """Let another device out; this one goes by `signing.sign_out`."""
    found = member()
    with services().database.begin() as connection:
        if device == found.device.id or not devices.sign_out(connection, found.account.id, device):
            abort(404)
    return see_other("devices.page")


@blueprint.post("/sign-out-others")
def sign_out_others() -> BaseResponse:
    """Let all devices out but this one."""
    found = member()
    with services().database.begin() as connection:
        devices.sign_out_others(connection, found.account.id, found.device.id)
    return see_other("devices.page")
