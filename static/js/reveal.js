// Shows what is typed into a passphrase field. Without this script it stays hidden.

export default function reveal(button) {
  const field = document.getElementById(button.dataset.field);
  const shown = field.type === "password";
  field.type = shown ? "text" : "password";
  button.ariaPressed = String(shown);
  field.focus();
}
